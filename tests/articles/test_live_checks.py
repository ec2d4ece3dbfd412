"""What the article form asks for while somebody writes: the check, the preview, the summary before a step."""

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import gettext

from articles import workflow
from articles.models import Article, Revision, Section, StaffProfile
from articles.states import RevisionState
from tests.factories import at, make_article, make_draft, make_identity, make_photo, make_section, make_user

from .typed_words import autosave, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    """An editor who has logged in."""
    user = make_user(first_name="Thu Hiền")
    client.force_login(user)
    return user


def preview(client, article=None, **fields):
    return client.post(reverse("admin:articles_preview"), typed(article, **fields))


def check(client, article=None, **fields):
    return client.post(reverse("admin:articles_check"), {"step": "publish"} | typed(article, **fields))


# --- The check beside the form ---------------------------------------------------------------------------------------


def test_the_check_comes_only_where_it_is_asked_for(client, editor):
    assert "checks" not in autosave(client).json()
    assert autosave(client, checks="1").json()["words"] == 6


def test_the_check_is_of_what_stands_in_the_form_now(client, editor):
    make_section()
    without = autosave(client, checks="1", lead="Mở đầu.").json()["checks"]
    complete = autosave(client, checks="1", lead="Mở đầu.", section=str(Section.objects.get().pk)).json()["checks"]

    assert 'data-jump="section"' in without
    assert 'data-jump="section"' not in complete


# --- Preview ---------------------------------------------------------------------------------------------------------


def test_the_preview_is_the_article_page_with_what_stands_in_the_form(client, editor):
    make_identity()
    article = make_article(title="Tên đã đăng")

    page = preview(client, article, title="Tên đang gõ", body="<p>Câu mới.</p><script>alert(1)</script>")

    html = page.content.decode()
    assert "<h1>Tên đang gõ</h1>" in html
    assert "<p>Câu mới.</p>" in html
    assert "alert(1)" not in html
    assert "Tên đã đăng" not in html
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)


def test_an_article_that_is_not_there_yet_is_shown_too(client, editor):
    make_identity()

    assert "<h1>Nước sạch về thôn</h1>" in preview(client).content.decode()


def test_a_field_that_is_wrong_keeps_the_others_in_the_preview(client, editor):
    make_identity()

    page = preview(client, published_at="chưa biết", section="999", bylines="x", cover="abc", expires_at="99:99")

    assert "<h1>Nước sạch về thôn</h1>" in page.content.decode()


def test_a_preview_keeps_nothing_and_makes_no_tag(client, editor):
    make_identity()
    article = make_article()
    before = Article.objects.values().get(), Revision.objects.count()

    preview(client, article, tags="thẻ mới", title="Khác")

    assert (Article.objects.values().get(), Revision.objects.count()) == before
    assert not article.tags.model.objects.exists()


# --- The check before a step -----------------------------------------------------------------------------------------


def in_words(moment):
    return gettext("%(moment)s, Vietnamese time") % {"moment": moment}


def complete(**fields):
    return {"lead": "Mở đầu.", "section": str(Section.objects.first().pk)} | fields


def test_an_article_without_a_section_cannot_be_confirmed(client, editor):
    page = check(client)

    assert page.context["is_stopped"]
    assert 'name="_publish"' not in page.content.decode()


@time_machine.travel(at("2026-11-21", 9), tick=False)
def test_what_is_complete_is_summed_up_and_confirmed_by_the_button(client, editor):
    make_section("Kinh tế")
    photo = make_photo(alt="Cánh đồng", credit="Thu Hiền")

    page = check(client, **complete(cover=str(photo.pk), expires_at="08:00 01/12/2026"))

    told = {name: page.context[name] for name in ("title", "address", "goes_up", "comes_down", "cover", "told")}
    assert told == {
        "title": "Nước sạch về thôn",
        "address": "/bai-viet/…-nuoc-sach-ve-thon/",
        "goes_up": "",
        "comes_down": in_words("08:00 Thứ Ba 01/12/2026"),
        "cover": photo,
        "told": [],
    }
    assert page.context["section"].name == "Kinh tế"
    assert page.context["attachments"] == 0
    assert 'name="_publish" value="1" data-confirm' in page.content.decode()


@time_machine.travel(at("2026-11-21", 9), tick=False)
def test_a_preset_time_is_said_with_day_and_zone(client, editor):
    make_section()

    page = check(client, step="schedule", _schedule="2026-11-23T07:00", **complete())

    assert page.context["goes_up"] == in_words("07:00 Thứ Hai 23/11/2026")
    assert 'name="_schedule" value="2026-11-23T07:00" data-confirm' in page.content.decode()


@time_machine.travel(at("2026-11-21", 9), tick=False)
@pytest.mark.parametrize("value", ["typed", "", "2026-11-20T07:00", "99", "0001-01-01T00:00", "x" * 2000])
def test_a_time_that_is_none_or_over_stops_the_schedule(client, editor, value):
    make_section()

    page = check(client, step="schedule", _schedule=value, **complete())

    assert (page.status_code, page.context["is_stopped"]) == (200, True)


@time_machine.travel(at("2026-11-21", 9), tick=False)
def test_a_time_typed_in_the_form_is_the_one_of_the_schedule(client, editor):
    make_section()

    page = check(client, step="schedule", _schedule="typed", published_at="07:00 23/11/2026", **complete())

    assert page.context["goes_up"] == in_words("07:00 Thứ Hai 23/11/2026")


@time_machine.travel(at("2026-11-21", 9), tick=False)
def test_what_readers_see_is_not_taken_from_them_until_later(client, editor):
    article = make_article(published_at=at("2026-11-20"))

    page = check(client, article, **complete(published_at="07:00 23/11/2026"))

    assert page.context["is_stopped"]


def test_a_new_version_of_a_live_article_is_called_so(client, editor):
    article = make_article()

    page = check(client, article, **complete())

    assert (page.context["is_new_version"], page.context["address"]) == (
        True,
        f"/bai-viet/{article.pk}-nuoc-sach-ve-thon/",
    )


def test_who_wrote_the_text_must_have_it_approved_where_four_eyes_are_asked_for(client, editor):
    section = make_section(four_eyes=True)

    own = check(client, **complete())
    free = check(client, **complete(section=str(make_section("Khác").pk)))

    assert (own.context["is_stopped"], free.context["is_stopped"]) == (True, False)
    assert section.four_eyes


def test_a_text_approved_by_somebody_else_and_unchanged_may_go_up(client, editor):
    make_section(four_eyes=True)
    other = make_user(username="khac")
    revision = workflow.save_draft(
        None, {"title": "Tên", "lead": "Mở.", "body": "<p>Chữ.</p>", "section": Section.objects.get().pk}, by=editor
    )
    workflow.submit(revision, by=editor)
    workflow.approve(Revision.objects.get(), by=other)
    fields = complete(
        title="Tên", lead="Mở.", body="<p>Chữ.</p>", slug="ten", comments_allowed="inherit", opened=str(revision.pk)
    )

    unchanged = check(client, revision.article, **fields)
    changed = check(client, revision.article, **fields | {"lead": "Mở khác."})

    assert Revision.objects.get().state == RevisionState.APPROVED
    assert (unchanged.context["is_stopped"], changed.context["is_stopped"]) == (False, True)


def test_those_who_will_be_told_are_named(client, editor):
    make_section()
    writer = make_user("Phóng viên", "khanh", first_name="Quốc Khánh", email="khanh@example.vn")
    silent = make_user("Biên tập viên", "dat", email="dat@example.vn")
    StaffProfile.objects.create(user=silent, mail=StaffProfile.Mail.NONE)
    make_user("Thư ký toà soạn", "ha", first_name="Thu Hà", email="ha@example.vn")
    draft = make_draft(by=writer)
    draft = make_draft(draft.article, by=silent, title="Sửa tên")

    publishing = check(client, draft.article, **complete(opened=str(draft.pk)))
    submitting = check(client, draft.article, step="submit", **complete(opened=str(draft.pk)))

    assert publishing.context["told"] == ["Quốc Khánh"]
    assert submitting.context["told"] == ["Thu Hà"]


@pytest.mark.parametrize("step", ["", "withdraw", "x"])
def test_a_step_without_a_dialog_is_not_known(client, editor, step):
    assert check(client, step=step).status_code == 400
