"""E-mail addresses, also with words for their signs: "a [at] b [dot] com", "nguyen van a a còng gmail chấm com"."""

import re

from .found import Found, Kind

PROVIDER = r"(?:gmail|g ?mail|yahoo|hotmail|outlook|icloud)"
TOP = r"(?:com|vn|net|org|edu|gov|info|biz|me|io|co|asia|uk|us|de|fr|jp|kr|cn|tw|au)"
AT = re.compile(r"[ \n]{0,3}(?:@|[\[({<][ ]{0,2}(?:at|a|@|a ?cong)[ ]{0,2}[\])}>])[ \n]{0,3}|[ ](?:at|a ?cong)[ ]")
DOT = r"(?:[ ]{0,2}[\[({<][ ]{0,2}(?:dot|cham|[.])[ ]{0,2}[\])}>][ ]{0,2}|[ ](?:dot|cham)[ ])"
NAME = r"[a-zđ0-9](?:[a-zđ0-9_-]{0,62})"
DOMAIN = re.compile(
    rf"{NAME}(?:[.]{NAME}){{0,5}}(?:[.][a-z]{{2,24}}|(?:{DOT}|[ ]{{0,2}}[.][ ]{{0,2}}){TOP}(?![^\W\d_]))"
    rf"(?:(?:{DOT}|[ ]?[.][ ]?){TOP}(?![^\W\d_]))?|{NAME}{DOT}{NAME}{DOT}{TOP}(?![^\W\d_])|{PROVIDER}(?![^\W\d_])"
)
LOCAL = re.compile(r"[a-zđ0-9_%+.-]{0,63}[a-zđ0-9_]$")
LONGEST_LOCAL = 64


def emails(canvas):
    found, end = [], 0
    for at in AT.finditer(canvas):
        local = LOCAL.search(canvas, max(end, at.start() - LONGEST_LOCAL), at.start())
        domain = DOMAIN.match(canvas, at.end())
        if local and domain:
            end = domain.end()
            found.append(Found(local.start(), end, Kind.EMAIL))
    return found
