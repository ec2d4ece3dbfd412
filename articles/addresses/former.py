"""What sections, authors, topics and tags were called in addresses before they were renamed."""

from ..models import Author, FormerSlug, Section, Tag, Topic

MODELS = {
    FormerSlug.Kind.SECTION: Section,
    FormerSlug.Kind.AUTHOR: Author,
    FormerSlug.Kind.TOPIC: Topic,
    FormerSlug.Kind.TAG: Tag,
}
KINDS = {model: kind for kind, model in MODELS.items()}


def renamed(kind, old_slug, thing):
    """Let the slug that a thing had lead to it from now on; the one it bears leads nowhere else any more.

    Whoever bears a slug today comes before all who bore it once, so this is called for a new thing too, with "".
    """
    FormerSlug.objects.filter(kind=kind, slug=thing.slug).delete()
    if old_slug and old_slug != thing.slug:
        FormerSlug.objects.update_or_create(kind=kind, slug=old_slug, defaults={"target": thing.pk})


def current(kind, slug):
    """Return the thing that bore a slug once, or None. Ask those that bear it today first."""
    target = FormerSlug.objects.filter(kind=kind, slug=slug).values("target")
    return MODELS[kind].objects.filter(pk__in=target).first()


def forget(kind, keys):
    """Drop the former slugs of things that are being deleted."""
    FormerSlug.objects.filter(kind=kind, target__in=keys).delete()
