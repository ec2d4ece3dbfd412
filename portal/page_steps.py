"""What a change of a standing page brings with it: cleaned text, its date, the other language, the address it left."""

from django.db import transaction
from django.utils import timezone

from articles import photos, richtext
from articles.addresses import key_of
from articles.models import ContentVersion, OldAddress

from .models import Page


@transaction.atomic
def save(page, *, by=None):
    """Store a page. Its date follows title and text alone; both languages point at each other; a renamed page that
    readers knew leaves its old address behind, which leads to the new one.
    """
    page.body = photos.with_sizes(richtext.clean(page.body))
    before = Page.objects.select_for_update().filter(pk=page.pk).first()  # two may rename it in the same moment
    was_known = before is not None and is_known(before)
    if before is None or (before.title, before.body) != (page.title, page.body):
        page.updated_at = timezone.now()
    page.save()
    Page.objects.filter(translation=page).exclude(pk=page.translation_id).update(translation=None)
    Page.objects.filter(pk=page.translation_id).update(translation=page)
    address = page.get_absolute_url()
    if page.is_published:
        OldAddress.objects.filter(key=key_of(address), target=address).delete()
    if was_known and before.get_absolute_url() != address:
        _lead(before.get_absolute_url(), address, by)
    if was_known and not page.is_published:
        _remember(address, by)
    ContentVersion.bump()


@transaction.atomic
def delete(page, *, by=None):
    """Delete a page that readers no longer see. Its address, and those that led to it, say that it is gone; of a
    draft that they never saw nothing is said.
    """
    left, was_known = page.get_absolute_url(), is_known(page)
    page.delete()
    if was_known:
        _lead(left, "", by)
    ContentVersion.bump()


def is_known(page):
    """Whether readers know a page by its address: they see it, or saw it before it was taken down."""
    address = page.get_absolute_url()
    return page.is_published or OldAddress.objects.filter(key=key_of(address), target=address).exists()


def _remember(address, by):
    """Note that readers saw a page that is taken down: its address leads to itself, which tells them nothing."""
    where = {"path": address, "target": address, "created_by": by}
    OldAddress.objects.get_or_create(key=key_of(address), defaults=where)


def _lead(left, address, by):
    """Let an address that a page left lead to another one, or nowhere; what led to it before goes the same way."""
    if address:
        OldAddress.objects.filter(key=key_of(address)).delete()  # it has a page of its own again
    OldAddress.objects.filter(target=left).update(target=address)
    where = {"path": left, "article": None, "target": address, "created_by": by}
    OldAddress.objects.update_or_create(key=key_of(left), defaults=where)
