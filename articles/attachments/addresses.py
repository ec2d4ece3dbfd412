"""Where the addresses and formulas in a document lead: what opening it would fetch, and what a link would start."""

import re
from urllib.parse import unquote, urlsplit

from .errors import calls_out, starts_something

FAR = {"http", "https", "ftp"}
FOLLOWED = {"", "mailto", "tel", *FAR}  # the schemes of links that wait to be followed
PROGRAMS = re.compile(
    r"\.(?:exe|com|bat|cmd|scr|pif|cpl|msi|msp|lnk|url|hta|jar|jse?|vbe?|vbs|wsf|wsh|ps1|psm1|reg|chm|dll|application|"
    r"gadget|inf|scf|sh|command|desktop|iso|img|vhdx?)\s*$",
    re.I,
)
# Functions of sheets that ask another machine or another program by themselves.
ASKS = re.compile(r"\b(?:WEBSERVICE|IMAGE|RTD|DDE|CALL|REGISTER(?:\.ID)?)\s*\(", re.I)
QUOTED = re.compile(r'"[^"]*"')


def is_far(target) -> bool:
    """Whether an address leads to another machine; what can't be read does."""
    address = _parts(target)
    if address is None or address.scheme in FAR:
        return True
    if len(address.scheme) == 1:  # a drive: "C:/Mau.dotx"
        return False
    return address.netloc not in {"", "localhost"} or address.path.startswith("//")


def is_on_a_machine(target) -> bool:
    """Whether an address names a file beside the document or on the writer's own machine, as templates do."""
    address = _parts(target)
    return not is_far(target) and (address.scheme in {"", "file"} or len(address.scheme) == 1)


def refuse_link(target):
    """Refuse a link that opens a file of the reader's machine or network, or starts a program there."""
    address = _parts(target)
    if address is None:
        raise calls_out()
    is_share = not address.scheme and (address.netloc or address.path.startswith("//"))
    is_program = address.scheme not in FAR | {"mailto"} and PROGRAMS.search(unquote(address.path))
    if is_share or is_program or address.scheme == "file" or len(address.scheme) == 1:
        raise starts_something()
    if address.scheme not in FOLLOWED:
        raise calls_out()


def refuse_formula(formula):
    """Refuse a formula that calls out; what it only writes down in quotes is no call."""
    if ASKS.search(QUOTED.sub('""', formula)):
        raise calls_out()


def _parts(target):
    """Return an address as Office reads it, with backslashes for slashes; None where it can't be read."""
    try:
        address = urlsplit(target.strip().replace("\\", "/"))
    except ValueError:
        return None
    return address._replace(scheme=address.scheme.lower())
