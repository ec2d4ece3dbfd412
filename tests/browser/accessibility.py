"""WCAG 2.0 to 2.2, levels A and AA, as far as a program can tell."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
PUBLIC_RULES = [*RULES, "best-practice"]  # landmarks around everything, headings in order, one h1, and the like


def violations(page, rules=RULES):
    """Return what axe finds on the page as readable lines."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": rules}})
    return [
        f"{violation['id']}: {node['html'][:150]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
