"""WCAG 2.0 to 2.2, levels A and AA, as far as a program can tell."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PUBLIC_RULES = [*RULES, "best-practice"]  # landmarks around everything, headings in order, one h1, and the like
AXE = Axe().axe_script


def violations(page, rules=RULES):
    """Return what axe finds on the page as readable lines."""
    if page.evaluate("window.axe?.version === undefined"):
        page.evaluate(AXE)
    # What a page does right it would describe too, element by element, at more of a price than all its looking.
    options = {"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options).then((results) => results.violations)", options)
    return [
        f"{violation['id']}: {node['html'][:150]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found
        for node in violation["nodes"]
    ]
