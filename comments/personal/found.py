"""What is found in a text: where it stands and of which kind it is; and the text with a token in its place."""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    NUMBER = "number"  # identity card, bank account or card, tax or insurance number


@dataclass(frozen=True)
class Found:
    start: int
    end: int
    kind: Kind


@dataclass(frozen=True)
class FoundNumber(Found):
    """A number in one reading of the text, with its digits as they were read, and a + before them if one was typed."""

    digits: str


def tidied(text, span):
    """Take in the bracket before "84) 912…" and the marks on the last digit, which would else hang in the air."""
    start, end = span.start, span.end
    while end < len(text) and unicodedata.category(text[end])[0] == "M":
        end += 1
    if start and text[start - 1] == "(" and ")" in text[start:end]:
        start -= 1
    return replace(span, start=start, end=end)


def merged(found) -> list[Found]:
    """Order findings and make one of those that overlap; a phone number is the graver word."""
    apart = []
    for span in sorted(found, key=lambda span: (span.start, span.end)):
        start, end, kind = span.start, span.end, span.kind
        if apart and start < apart[-1].end:
            last = apart.pop()
            start, end = last.start, max(last.end, end)
            kind = Kind.PHONE if Kind.PHONE in {last.kind, kind} else last.kind
        apart.append(Found(start, end, kind))
    return apart


def replaced(text, found, token):
    parts, end = [], 0
    for span in found:
        parts += [text[end : span.start], token]
        end = span.end
    return "".join([*parts, text[end:]])
