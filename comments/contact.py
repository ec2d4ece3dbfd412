"""Phone numbers as people in Vietnam write them, and the address that a request comes from."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

# Mobiles had eleven digits until 15/09/2018; each old prefix became one of today's (decision of the ministry, 2018).
OLD_MOBILE = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip


NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address behind a translator, not one household
UNKNOWN = "unknown"  # an address that can't be read


def normalised_phone(typed: str) -> str:
    """Return a number as +84…, or "+" and digits for another country; "" where it can't be a phone number.

    Lenient: spaces, dots, dashes and brackets may stand anywhere, and "+84 (0)…" is read as people mean it.
    """
    signs = re.sub(r"[\s.\-–()/]", "", typed)
    if not re.fullmatch(r"\+?[0-9]{8,15}", signs):
        return ""
    for prefix in ("+84", "0084", "84"):
        if signs.startswith(prefix) and len(signs) - len(prefix) >= 9 - (prefix == "84"):
            signs = "0" + signs.removeprefix(prefix).removeprefix("0")
            break
    if signs.startswith("+"):
        return signs
    if signs.startswith("00"):
        return f"+{signs[2:]}"
    if len(signs) == 11 and signs[:4] in OLD_MOBILE:
        signs = OLD_MOBILE[signs[:4]] + signs[4:]
    if not signs.startswith("0") or not 10 <= len(signs) <= 11:
        return ""
    return f"+84{signs[1:]}"


def masked(phone: str) -> str:
    """Return "09xx xxx 123" of "+84912345123"."""
    if not phone:
        return ""
    local = f"0{phone.removeprefix('+84')}" if phone.startswith("+84") else phone
    return f"{local[:2]}xx xxx {local[-3:]}"


def address_of(request) -> str:
    """Return the address a request comes from, as seen by the outermost proxy that we trust."""
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    is_trusted = address is None and bool(settings.TRUSTED_PROXIES)  # a proxy on a Unix socket has no address
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not is_trusted and not (address and any(address in network for network in settings.TRUSTED_PROXIES)):
            break
        known = _parsed(hop.strip())
        if known is None:
            break  # what can't be read is not skipped: the next entry would be the sender's own word
        address, is_trusted = known, False
    return _as_one_sender(address)


def _parsed(text):
    """Read an address, with or without a port: 1.2.3.4, 1.2.3.4:80, [2001:db8::1]:443, ::ffff:1.2.3.4."""
    found = re.fullmatch(r"\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+", text)
    try:
        address = ip_address((found[1] or found[2]) if found else text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return getattr(address, "ipv4_mapped", None) or address


def _as_one_sender(address):
    """An IPv6 household has a /64 to itself, and may change the rest at will."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address) if isinstance(address, IPv4Address) else UNKNOWN
