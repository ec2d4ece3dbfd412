"""Photos that look alike: near duplicates, told by the few bits in which their likeness differs.

Two likenesses (articles/darkroom/likeness.py) that differ in seven bits at most have one of their four parts in which
they differ in one bit at most. So looking up each part and its sixteen neighbours finds every one of them.
"""

from django.db.models import Q

from ..models import Photo

LIMIT = 6  # bits: copies resized, compressed or brightened stay below, other photos far above
NEIGHBOURS = [0, *(1 << place for place in range(16))]
MOST = 2000  # candidates that are compared


def alike(photo, limit=LIMIT) -> list[Photo]:
    """Return the photos that differ from `photo` in at most `limit` bits (up to seven), the most alike first."""
    if not photo.likeness:
        return []
    parts = [getattr(photo, f"likeness_{number}") for number in range(4)]
    near = Q()
    for number, part in enumerate(parts):
        near |= Q(**{f"likeness_{number}__in": [part ^ change for change in NEIGHBOURS]})
    rows = Photo.objects.filter(near).exclude(pk=photo.pk).order_by().values_list("pk", "likeness")[:MOST]
    differences = {pk: difference(photo.likeness, likeness) for pk, likeness in rows}
    close = sorted((bits, -pk) for pk, bits in differences.items() if bits <= limit)
    found = Photo.objects.in_bulk([-pk for _bits, pk in close])
    return [found[-pk] for _bits, pk in close if -pk in found]


def difference(one: str, other: str) -> int:
    """Return in how many bits two likenesses differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
