"""WCAG 2.0 to 2.2, levels A and AA, as far as a program can tell."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]


def violations(page):
    """Return what axe finds on the page as readable lines."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{violation['id']}: {node['html'][:150]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
