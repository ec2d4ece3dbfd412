"""Many published articles at once, with everything that lists show, written past the workflow: 1,000 in a moment."""

from datetime import timedelta

from django.utils import timezone

from articles.models import Article, Author, Byline, Correction, Photo, Section, Tag, Topic
from articles.states import Status
from tests.factories import make_author, make_photo, make_section, make_tag, make_topic


def make_many(count):
    """Articles of one section, topic, author, tag and photo, which are found or made; each with a correction."""
    section, topic = Section.objects.first() or make_section(), Topic.objects.first() or make_topic()
    author, tag = Author.objects.first() or make_author(), Tag.objects.first() or make_tag()
    photo, now = Photo.objects.first() or make_photo(), timezone.now()
    made = Article.objects.bulk_create(
        Article(
            status=Status.PUBLISHED,
            title=f"Tin số {number}",
            slug=f"tin-so-{number}",
            lead="Đoạn mở đầu.",
            body="<p>Nội dung.</p>",
            section=section,
            cover=photo,
            published_at=now - timedelta(minutes=number + 1),
            updated_at=now - timedelta(minutes=number + 1),
        )
        for number in range(count)
    )
    Byline.objects.bulk_create(Byline(article=one, author=author, name=author.name, order=0) for one in made)
    Correction.objects.bulk_create(Correction(article=one, text="Không phải 5 mà là 6.") for one in made)
    for name, thing in (("topics", topic), ("tags", tag), ("photos", photo)):
        through, column = getattr(Article, name).through, name[:-1]
        through.objects.bulk_create(through(article=one, **{column: thing}) for one in made)
    return made
