"""Photos that stand in a text: which they are, and their true sizes."""

from django.conf import settings
from django.db.models import Q

from .. import richtext
from ..models import FormerPhotoName, Photo


def in_text(html: str):
    """Return the photos that stand in cleaned HTML, as a queryset; a photo that was replaced by any name it had."""
    names = richtext.photo_names(html)
    if not names:
        return Photo.objects.none()
    former = FormerPhotoName.objects.filter(name__in=names).values("photo")
    return Photo.objects.filter(Q(file__in=names) | Q(pk__in=former))


def with_sizes(html: str) -> str:
    """Return cleaned HTML whose pictures carry the true size of their photo; those that are no photo of ours go.

    A photo that was replaced since is taken by its new name. The page tells the browser the files it may choose from
    (the filter article_html) without asking the database.
    """
    names = richtext.photo_names(html)
    if not names:
        return html
    known = {photo.file.name: photo for photo in Photo.objects.filter(file__in=names)}
    if strange := names - known.keys():
        former = FormerPhotoName.objects.filter(name__in=strange).select_related("photo")
        known |= {each.name: each.photo for each in former}

    def sized(match):
        photo = known.get(_name(match))
        return _picture(match, photo) if photo else ""

    return richtext.clean(richtext.PICTURE.sub(sized, html))


def renamed(html: str, names: set[str], photo) -> str:
    """Return cleaned HTML in which a photo stands under its present name where it stood under one of `names`."""
    return richtext.PICTURE.sub(lambda match: _picture(match, photo) if _name(match) in names else match[0], html)


def _name(match):
    return match["src"].removeprefix(settings.MEDIA_URL)


def _picture(match, photo):
    return f'{match["start"]}{photo.file.url}{match["alt"]} width="{photo.width}" height="{photo.height}">'
