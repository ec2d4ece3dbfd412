"""The findings of all checks, in the order in which an editor looks at them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import ngettext

from ..models import Article
from .draft import Draft
from .kinds import ALWAYS, Check
from .rules import CHECKS, praise

SHOWN = 5  # findings of one check; the rest is counted
SHOWN_OF = {Check.GAP: 50}  # gaps are a list to work off: a shell leaves some twenty different ones
LEVELS = ("block", "warn", "ok")


@dataclass(frozen=True)
class Finding:
    code: Check
    level: str
    field: str  # of the form, to jump to
    message: str
    quote: str = ""  # the passage as it stands in the text, so that it can be found there


def check(
    content: dict,
    *,
    blocking: Collection[str],
    title_length: int = 90,
    sentence_syllables: int = 45,
    site_hosts: Collection[str] = (),
    article: Article | None = None,
) -> list[Finding]:
    """Return what was found in content: what blocks, what warns, then what is right; at most five queries.

    `blocking` are the checks that block; those of ALWAYS do in any case. `site_hosts` are the site's own names, for
    links that are written out in full; `article` is the one that is being written, if it is stored already.
    """
    draft = Draft(content, title_length, sentence_syllables, site_hosts, article)
    blocking = ALWAYS | set(blocking)
    findings = []
    for code in Check:
        level = "block" if code in blocking else "warn"
        found = [Finding(code, level, *row) for row in CHECKS[code](draft)]
        shown = SHOWN_OF.get(code, SHOWN)
        if len(found) > shown:
            count = len(found) - shown
            more = ngettext("%(count)d more place like these.", "%(count)d more places like these.", count)
            found[shown:] = [Finding(code, level, found[shown].field, more % {"count": count})]
        findings += found
    findings.sort(key=lambda finding: LEVELS.index(finding.level))
    right = praise(draft, {finding.code for finding in findings})
    return findings + [Finding(code, "ok", where, message) for code, where, message in right]


def blocks(findings) -> list[Finding]:
    return [finding for finding in findings if finding.level == "block"]


def as_errors(findings) -> dict[str, str]:
    """Return what blocks as one text for each field of the form."""
    errors = {}
    for finding in blocks(findings):
        errors.setdefault(finding.field, []).append(finding.message)
    return {name: " ".join(messages) for name, messages in errors.items()}
