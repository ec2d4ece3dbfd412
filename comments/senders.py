"""Who sent a comment, as far as the site knows: a keyed hash of the address, under a key that changes each month.

The space of addresses is small: whoever holds key and hash can try them all. So the keys are random, not derived from
the site's secret, and one that is thrown away takes the meaning of all its hashes along. The last month's is kept, so
that a sender of yesterday can be banned on the first of a month; a ban keeps the key of its month until it ends.
"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .contact import UNKNOWN
from .models import AddressKey, Ban


def hashes_of(address: str, now=None) -> dict:
    """Return the hash of an address under each key that is kept, by month, this month's among them."""
    month = month_of(now)
    keys = dict(AddressKey.objects.values_list("month", "key"))
    if month not in keys:
        # Of two processes that begin a month together one makes the key and both read it.
        keys[month] = AddressKey.objects.get_or_create(month=month)[0].key
    return {month: _hash(address, key) for month, key in keys.items()}


def hashed(address: str, now=None) -> str:
    """Return the hash of an address under this month's key."""
    return hashes_of(address, now)[month_of(now)]


def is_unknown(address_hash: str, key) -> bool:
    """Whether a hash stands for the address that could not be read: many people share it."""
    return address_hash == _hash(UNKNOWN, key.key)


def ban_of(hashes: dict, now=None):
    """Return the ban, the longest there is, that holds for an address with these hashes; or None."""
    return Ban.objects.current(now).filter(address_hash__in=hashes.values()).order_by("-until").first()


def forget_keys(now=None) -> int:
    """Throw away the keys of the months before the last one that no ban needs any more; return how many went."""
    now = now or timezone.now()
    last_month = month_of(timezone.localtime(now, timezone.get_default_timezone()).replace(day=1) - timedelta(days=1))
    needed = Ban.objects.current(now).values("key")
    old = AddressKey.objects.filter(month__lt=last_month).exclude(month__in=needed)
    Ban.objects.filter(key__in=old).delete()  # ended or lifted: without its key a hash says nothing
    return old.delete()[0]


def month_of(now=None) -> str:
    return f"{timezone.localtime(now, timezone.get_default_timezone()):%Y-%m}"


def _hash(address, key):
    # With the site's secret as well: who gets hold of the database alone has key and hash, and could try all addresses.
    secret = f"{key}{settings.SECRET_KEY}"
    return salted_hmac("comments.address", address, secret=secret, algorithm="sha256").hexdigest()
