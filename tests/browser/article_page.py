"""What the page of an article says, and how to wait for it."""


def wait_until(page, script):
    """Ask again until it holds. Playwright's own way evaluates a string in the page, which the policy forbids."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def said(page):
    return page.locator("[data-said]").inner_text()
