"""Two versions of an article beside each other."""

import pytest
from django.template.loader import render_to_string

from articles import differences, snapshots, workflow
from articles.models import Article, Revision
from tests.factories import at, make_article, make_draft, make_section, make_tag, make_user

pytestmark = pytest.mark.django_db


def versions(article):
    return f"/quan-tri/articles/article/{article.pk}/phien-ban/"


def compared(article, old, new):
    return f"/quan-tri/articles/article/{article.pk}/so-sanh/?tu={old}&den={new}"


@pytest.fixture
def editor(client):
    user = make_user(first_name="Lương Thu Hiền")
    client.force_login(user)
    return user


def test_changes_are_marked_within_the_text_and_not_by_colour_alone(client, editor):
    article = (old := make_draft(by=editor, title="Nước sạch về thôn", body="<p>Đường dài 3 km.</p>")).article
    new = make_draft(article, by=editor, title="Nước sạch về thôn", body="<p>Đường dài 4 km.</p>")

    response = client.get(compared(article, old.pk, new.pk))

    removed, added = "bỏ: </span>3</del>", "thêm: </span>4</ins>"
    assert [change.name for change in response.context["changes"]] == ["body"]
    assert (response.text.count(removed), response.text.count(added)) == (1, 1)
    assert (response.context["words_added"], response.context["words_removed"]) == (1, 1)


def test_every_field_that_differs_is_shown(client, editor):
    one, other = make_section("Kinh tế"), make_section("Xã hội")
    article = (old := make_draft(by=editor, section=one.pk)).article
    changed = {
        "title": "Tên khác",
        "slug": "ten-khac",
        "lead": "Sapo khác.",
        "body": "<p>Khác.</p>",
        "section": other.pk,
        "tags": [make_tag().pk],
        "bylines": [{"author": None, "name": "Thu Hiền", "position": "", "organisation": ""}],
        "is_featured": True,
        "comments_allowed": "no",
        "published_at": at("2026-11-20"),
        "expires_at": at("2027-11-20"),
    }
    new = make_draft(article, by=editor, **changed)

    response = client.get(compared(article, old.pk, new.pk))

    assert {change.name for change in response.context["changes"]} == set(changed)
    assert response.text.count('class="difference"') == len(changed)


def test_the_live_version_has_an_address_of_its_own(client, editor):
    article = make_article(by=editor)
    live = article.revisions.get()
    draft = make_draft(article, by=editor, body="<p>Khác</p>")

    response = client.get(compared(article, "dang", draft.pk))

    assert (response.context["old"], response.context["new"]) == (live, draft)
    assert (response.context["old"].is_live, response.context["new"].is_live) == (True, False)


def test_after_a_withdrawal_that_address_means_the_version_that_was_live_last(client, editor):
    article = make_article(by=editor)
    draft = make_draft(article, by=editor, body="<p>Khác</p>")
    workflow.withdraw(article, by=editor, reason="Sai.")

    response = client.get(compared(article, "dang", draft.pk))

    assert (response.context["old"].pk, response.context["old"].is_live) == (draft.based_on_id, False)


def test_equal_versions_are_said_to_be_equal(client, editor):
    revision = make_draft(by=editor)

    response = client.get(compared(revision.article, revision.pk, revision.pk))

    assert response.context["changes"] == []
    assert "Hai phiên bản giống hệt nhau." in response.text


@pytest.mark.parametrize("value", ["999999", "0", "-1", "x", "1.5", "²", "9" * 40, "dang", "%00"])
def test_a_version_that_is_not_there_is_not_found(client, editor, value):
    revision = make_draft(by=editor)

    assert client.get(compared(revision.article, value, revision.pk)).status_code == 404
    assert client.get(compared(revision.article, revision.pk, value)).status_code == 404


def test_without_two_versions_one_is_sent_back_to_choose(client, editor):
    revision = make_draft(by=editor)

    response = client.get(compared(revision.article, "", revision.pk), follow=True)

    assert response.redirect_chain == [(versions(revision.article), 302)]
    assert [str(message) for message in response.context["messages"]] == ["Hãy chọn hai phiên bản để so sánh."]


def test_a_version_of_an_older_shape_is_brought_up_before_it_is_compared(client, editor, monkeypatch):
    article = (old := make_draft(by=editor, title="Tên cũ")).article
    new = make_draft(article, by=editor, title="Tên mới")
    monkeypatch.setattr(snapshots, "SCHEMA", snapshots.SCHEMA + 1)
    monkeypatch.setitem(
        snapshots.UPGRADES, snapshots.SCHEMA - 1, lambda content, article: content | {"lead": "Đã nâng."}
    )
    Revision.objects.filter(pk=new.pk).update(schema=snapshots.SCHEMA)

    changes = client.get(compared(article, old.pk, new.pk)).context["changes"]

    lead = next(change for change in changes if change.name == "lead")
    assert [piece.text for block in lead.blocks for piece in block.pieces if piece.kind == "removed"] == ["Đã nâng."]


def test_what_has_gone_since_is_still_named_in_a_comparison(client, editor):
    tag = make_tag("nước sạch")
    article = (old := make_draft(by=editor, tags=[tag.pk])).article
    new = make_draft(article, by=editor, tags=[])
    tag.delete()

    response = client.get(compared(article, old.pk, new.pk))

    assert "bỏ: </span>nước sạch</del>" in response.text


def test_what_was_typed_reaches_the_page_as_words(client, editor):
    article = (old := make_draft(by=editor, title="Giá nước")).article
    new = make_draft(article, by=editor, title="<script>alert(1)</script>")

    page = client.get(compared(article, old.pk, new.pk)).text

    assert "<script>alert" not in page
    assert "alert" in page


def test_the_form_gets_a_button_for_each_field_that_differs():
    old = snapshots.EMPTY | {"title": "Một", "lead": "Hai"}
    changes = differences.compare(old, snapshots.EMPTY | {"title": "Ba", "lead": "Bốn"})

    plain, taking = (
        render_to_string("articles/admin/_differences.html", {"changes": changes, "taking": taking})
        for taking in (False, True)
    )

    assert [part.split('"')[0] for part in taking.split('data-take="')[1:]] == ["title", "lead"]
    assert taking.count('<button type="button"') == 2
    assert "<button" not in plain


def test_the_history_of_a_missing_article_is_not_found(client, editor):
    assert client.get("/quan-tri/articles/article/999999/phien-ban/").status_code == 404
    assert Article.objects.count() == 0
