"""Tags in the admin: what an article carries is not deleted."""

import pytest

from articles.models import Tag
from tests.factories import make_article, make_draft, make_section, make_tag, make_user

pytestmark = pytest.mark.django_db
TAGS = "/quan-tri/articles/tag/"


@pytest.fixture
def desk(client):
    client.force_login(make_user(role=None))
    return client


def test_a_tag_that_an_article_carries_is_not_deleted(desk):
    tag = make_tag("nước sạch")
    article = make_article(title="Nước sạch về thôn", tags=[tag.pk])
    make_article(title="Bài không có thẻ")

    page = desk.get(f"{TAGS}{tag.pk}/delete/")
    desk.post(f"{TAGS}{tag.pk}/delete/", {"post": "yes"})

    assert len(page.context["protected"]) == 1
    assert f'<a href="/quan-tri/articles/article/{article.pk}/change/">Nước sạch về thôn</a>' in page.text
    assert list(article.tags.all()) == [tag]


def test_a_tag_that_an_article_carries_is_not_deleted_among_others(desk):
    carried, free = make_tag("nước sạch"), make_tag("đường liên thôn")
    make_article(tags=[carried.pk])

    desk.post(TAGS, {"action": "delete_selected", "_selected_action": [carried.pk, free.pk], "post": "yes"})

    assert set(Tag.objects.all()) == {carried, free}


@pytest.mark.parametrize("is_drafted", [False, True])
def test_a_tag_that_no_article_carries_is_deleted(desk, is_drafted):
    tag = make_tag()
    if is_drafted:
        make_draft(tags=[tag.pk])

    desk.post(f"{TAGS}{tag.pk}/delete/", {"post": "yes"})

    assert Tag.objects.count() == 0


def test_a_tag_of_many_articles_names_the_newest(desk, monkeypatch):
    monkeypatch.setattr("articles.admin.structure.SHOWN", 2)
    tag, section = make_tag(), make_section()
    for number in range(3):
        make_article(title=f"Tin số {number}", section=section.pk, tags=[tag.pk])

    page = desk.get(f"{TAGS}{tag.pk}/delete/")

    assert ["Tin số 2" in row for row in page.context["protected"]] == [True, False]
