"""What the article form sends while somebody writes is kept, for whom it may be, and tells who else is here."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import live
from articles.models import Article, Event, Presence, Revision, StaffProfile, UnsavedText
from tests.factories import at, make_article, make_draft, make_identity, make_section, make_tag, make_user

from .typed_words import FORM, NEW, autosave, typed

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def editor(client):
    """An editor who has logged in."""
    user = make_user(first_name="Thu Hiền")
    client.force_login(user)
    return user


def sign(client, article, **fields):
    return client.post(reverse("admin:articles_presence", args=[article.pk]), {"known": "0"} | fields)


# --- What is typed is kept -------------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_as_the_form_sent_it(client, editor):
    with time_machine.travel(at("2026-11-22", 10, 42), tick=False):
        answer = autosave(client, **{"bylines-name": ["Thu Hiền", "Minh Đạt"], "published_at": "07:00 2"})

    kept = UnsavedText.objects.get()
    assert answer.json() == {"state": "saved", "at": "10:42:00", "elsewhere": False}
    assert (kept.user, kept.key, kept.article, kept.title, kept.form, kept.is_closed) == (
        editor,
        NEW,
        None,
        "Nước sạch về thôn",
        FORM,
        False,
    )
    assert kept.data == {
        "title": ["Nước sạch về thôn"],
        "body": ["<p>Nội dung.</p>"],
        "bylines-name": ["Thu Hiền", "Minh Đạt"],
        "published_at": ["07:00 2"],
    }


def test_an_autosave_changes_no_article_and_writes_no_version(client, editor):
    article = make_article()
    make_tag("nước sạch")
    before = Article.objects.values().get(), Revision.objects.count(), Event.objects.count()

    autosave(client, article, tags="thẻ mới, nước sạch", checks="1")

    assert (Article.objects.values().get(), Revision.objects.count(), Event.objects.count()) == before
    assert UnsavedText.objects.get().article == article


def test_the_next_autosave_takes_the_place_of_the_one_before(client, editor):
    autosave(client, title="Một", source="1")
    autosave(client, title="Hai")

    kept = UnsavedText.objects.get()
    assert (kept.title, kept.data) == ("Hai", {"title": ["Hai"], "body": ["<p>Nội dung.</p>"]})


def test_each_person_has_an_unsaved_text_of_their_own(client, editor):
    article = make_article()
    other = Client()
    other.force_login(make_user(username="khac"))

    autosave(client, article, title="Của tôi")
    autosave(other, article, title="Của bạn")

    assert sorted(UnsavedText.objects.values_list("user__username", "title")) == [
        ("bien-tap-vien", "Của tôi"),
        ("khac", "Của bạn"),
    ]


def test_an_autosave_that_comes_after_the_save_is_no_newer_text(client, editor):
    UnsavedText.objects.create(user=editor, key=NEW, form=FORM, is_closed=True)

    answer = autosave(client)

    assert answer.json() == {"state": "closed"}
    assert UnsavedText.objects.get().is_closed


def test_another_page_may_go_on_after_the_save(client, editor):
    UnsavedText.objects.create(user=editor, key=NEW, form="another", is_closed=True)

    answer = autosave(client)

    kept = UnsavedText.objects.get()
    assert (answer.json()["state"], answer.json()["elsewhere"]) == ("saved", False)
    assert (kept.is_closed, kept.form) == (False, FORM)


@pytest.mark.parametrize(("age", "elsewhere"), [(5, True), (31, False)])
def test_a_second_window_of_the_same_person_is_told_of_the_first(client, editor, age, elsewhere):
    written = timezone.now() - timedelta(seconds=age)
    UnsavedText.objects.create(user=editor, key=NEW, form="another", saved_at=written)

    assert autosave(client).json()["elsewhere"] is elsewhere


def test_a_character_that_no_database_keeps_is_left_out(client, editor):
    autosave(client, title="Nước\x00 sạch", lead="\x00")

    kept = UnsavedText.objects.get()
    assert (kept.title, kept.data["title"], kept.data["lead"]) == ("Nước sạch", ["Nước sạch"], [""])


def test_fields_that_the_form_does_not_have_are_not_kept(client, editor):
    autosave(client, csrfmiddlewaretoken="x", is_superuser="1")

    assert sorted(UnsavedText.objects.get().data) == ["body", "title"]


def test_more_than_two_megabytes_are_refused(client, editor):
    answer = autosave(client, body="x" * (2 * 1024 * 1024))

    assert (answer.status_code, answer.json()) == (413, {"state": "too-large"})
    assert not UnsavedText.objects.exists()


@pytest.mark.parametrize("key", ["", "a", "n", "b1", "a0x", "a" + "9" * 30, "n" * 41, "n../../x", "a１"])
def test_a_key_of_another_shape_is_not_known(client, editor, key):
    answer = autosave(client, key=key)

    assert (answer.status_code, answer.json()) == (404, {"state": "gone"})
    assert not UnsavedText.objects.exists()


def test_an_unsaved_text_is_dropped_and_what_its_page_still_sends_ignored(client, editor):
    autosave(client)

    answer = autosave(client, action="drop")
    late = autosave(client, title="Muộn")

    kept = UnsavedText.objects.get()
    assert (answer.json(), late.json()) == ({"state": "dropped"}, {"state": "closed"})
    assert (kept.is_closed, kept.data, kept.title) == (True, {}, "")


def test_nobody_drops_the_text_of_somebody_else(client, editor):
    UnsavedText.objects.create(user=make_user(username="khac"), key=NEW, form=FORM, title="Của bạn")

    autosave(client, action="drop")

    assert UnsavedText.objects.get().title == "Của bạn"


def test_the_plain_button_that_drops_leads_back_to_the_form(client, editor):
    article = make_article()
    autosave(client, article)
    page = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}
    url = reverse("admin:articles_autosave")

    answer = client.post(url, {"action": "drop", "key": f"a{article.pk}", "form": FORM}, **page)
    new = client.post(url, {"action": "drop", "key": NEW, "form": FORM}, **page)

    assert answer.url == reverse("admin:articles_article_change", args=[article.pk])
    assert new.url == reverse("admin:articles_article_add")
    assert UnsavedText.objects.get().is_closed


def test_the_token_to_go_on_with_comes_with_the_account_it_is_for(client, editor):
    answer = client.get(reverse("admin:articles_autosave"))

    assert answer.json() == {"token": answer.json()["token"], "user": editor.pk}
    assert len(answer.json()["token"]) == 64
    assert "no-store" in answer["Cache-Control"]


def test_an_autosave_needs_the_token(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    token = strict.get(reverse("admin:articles_autosave")).json()["token"]

    assert autosave(strict).status_code == 403
    assert autosave(strict, csrfmiddlewaretoken=token).json()["state"] == "saved"


# --- Who may ---------------------------------------------------------------------------------------------------------

ADDRESSES = ["articles_autosave", "articles_preview", "articles_check"]


def everything(client, article):
    """The status of each address about an article, and about a new one."""
    posts = [client.post(reverse(f"admin:{name}"), typed(article, step="publish")) for name in ADDRESSES]
    return [answer.status_code for answer in [*posts, sign(client, article)]]


def test_who_is_logged_out_is_told_so_in_words_a_script_reads(client):
    article = make_article()

    answers = [client.get(reverse("admin:articles_autosave")), autosave(client), sign(client, article)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(401, {"state": "logged-out"})] * 3
    assert everything(client, article) == [401] * 4


@pytest.mark.parametrize(
    ("role", "own", "foreign", "new"),
    [
        ("Biên tập viên", 200, 200, 200),
        ("Phóng viên", 200, 403, 200),
        ("Kiểm duyệt", 403, 403, 403),
    ],
)
def test_only_who_may_save_an_article_is_answered(client, role, own, foreign, new):
    make_identity()
    user = make_user(role)
    client.force_login(user)
    written, of_another = make_draft().article, make_draft().article
    Article.objects.filter(pk=written.pk).update(created_by=user)

    answers = [client.post(reverse(f"admin:{name}"), typed(step="publish")).status_code for name in ADDRESSES]

    assert everything(client, written) == [own] * 4
    assert everything(client, of_another) == [foreign] * 4
    assert answers == [new] * 3


def test_an_account_that_is_no_staff_is_refused(client):
    user = make_user("Biên tập viên")
    user.is_staff = False
    user.save()
    client.force_login(user)

    assert everything(client, make_article()) == [403] * 4


def test_an_article_beyond_the_sections_of_a_person_is_refused(client, editor):
    inside, outside = make_section("Kinh tế"), make_section("Giáo dục")
    StaffProfile.objects.create(user=editor).sections.add(inside)

    assert everything(client, make_article(section=outside.pk)) == [403] * 4
    assert autosave(client, make_article(section=inside.pk)).status_code == 200


def test_an_article_that_is_not_there_is_gone(client, editor):
    answer = autosave(client, key="a999")

    assert (answer.status_code, answer.json()) == (404, {"state": "gone"})


@pytest.mark.parametrize("name", ["articles_preview", "articles_check"])
def test_only_a_post_draws_something(client, editor, name):
    assert client.get(reverse(f"admin:{name}")).status_code == 405


# --- Who else is here ------------------------------------------------------------------------------------------------


def test_others_who_have_the_article_open_are_named_with_what_they_have_not_saved(client, editor):
    article = make_article()
    other = Client()
    other.force_login(make_user(username="khanh", first_name="Quốc Khánh"))

    with time_machine.travel(at("2026-11-22", 10, 31), tick=False):
        alone = sign(other, article, unsaved="1").json()
    with time_machine.travel(at("2026-11-22", 10, 31).replace(second=29), tick=False):
        together = sign(client, article).json()

    assert alone["others"] == []
    assert together["others"] == [{"name": "Quốc Khánh", "since": "10:31", "unsaved": True}]


def test_who_gives_no_sign_for_half_a_minute_has_left(client, editor):
    article = make_article()
    gone = timezone.now() - live.SEEN_WITHIN - timedelta(seconds=1)
    Presence.objects.create(article=article, user=make_user(username="khac"), since=gone, seen_at=gone)

    assert sign(client, article).json()["others"] == []


def test_somebody_who_comes_back_is_here_since_then(client, editor):
    article = make_article()
    gone = timezone.now() - LONG_AGO
    Presence.objects.create(article=article, user=editor, since=gone, seen_at=gone)

    sign(client, article)

    row = Presence.objects.get()
    assert timezone.now() - row.since < timedelta(seconds=10)


def test_somebody_who_stays_is_here_since_they_came(client, editor):
    article = make_article()
    came, seen = timezone.now() - LONG_AGO, timezone.now() - timedelta(seconds=10)
    Presence.objects.create(article=article, user=editor, since=came, seen_at=seen)

    sign(client, article, unsaved="1")

    row = Presence.objects.get()
    assert (row.since, row.has_unsaved, row.seen_at > seen) == (came, True, True)


def test_signs_close_together_are_not_written(client, editor, django_assert_num_queries):
    article = make_article()
    sign(client, article)
    before = Presence.objects.values().get()

    sign(client, article)

    assert Presence.objects.values().get() == before


def test_an_autosave_is_a_sign_too(client, editor):
    article = make_article()

    answer = autosave(client, article, known=str(article.revisions.get().pk), unsaved="1").json()

    assert Presence.objects.get().has_unsaved
    assert (answer["others"], answer["newest"], answer["status"]) == ([], None, "Đã đăng")


def test_a_version_saved_meanwhile_is_told_with_the_way_to_its_changes(client, editor):
    article = make_article()
    opened = article.revisions.get()
    newer = make_draft(article, by=make_user(username="khanh", first_name="Quốc Khánh"), title="Mới")

    answer = sign(client, article, known=str(opened.pk), opened=str(opened.pk)).json()["newest"]

    compare = reverse("admin:articles_compare", args=[article.pk]) + f"?tu={opened.pk}&den={newer.pk}"
    written_at = timezone.localtime(newer.created_at).strftime("%H:%M")
    assert answer == {"pk": newer.pk, "by": "Quốc Khánh", "own": False, "at": written_at, "compare": compare}


def test_a_version_saved_in_another_window_is_told_as_ones_own(client, editor):
    article = make_article()
    opened = article.revisions.get()
    make_draft(article, by=editor, title="Mới")

    assert sign(client, article, known=str(opened.pk)).json()["newest"]["own"] is True


def test_a_state_that_has_changed_is_told(client, editor):
    article = make_article()
    workflow.withdraw(article, by=None, reason="Sai")

    assert sign(client, article).json()["status"] == "Đã gỡ"


@pytest.mark.parametrize("known", ["", "x", "-1", "9" * 40, "１"])
def test_a_key_that_is_none_counts_as_nothing_known(client, editor, known):
    article = make_article()

    assert sign(client, article, known=known).json()["newest"]["pk"] == article.revisions.get().pk


# --- Cost ------------------------------------------------------------------------------------------------------------


def test_an_autosave_asks_little(client, editor, django_assert_num_queries):
    article = make_article()
    autosave(client, article, unsaved="1")

    with django_assert_num_queries(12):
        autosave(client, article, unsaved="1")


def test_a_sign_asks_little(client, editor, django_assert_num_queries):
    article = make_article()
    sign(client, article)

    with django_assert_num_queries(8):
        sign(client, article)


def test_many_versions_and_people_cost_no_further_question(client, editor, django_assert_num_queries):
    article = make_article()
    for number in range(5):
        user = make_user(username=f"nguoi-{number}")
        Presence.objects.create(article=article, user=user)
        make_draft(article, by=user, title=f"Bản {number}")
    sign(client, article)

    with django_assert_num_queries(8):
        answer = sign(client, article)

    assert len(answer.json()["others"]) == 5


def test_rights_are_those_of_saving():
    """The two ways to keep words agree: whoever is refused here is refused by the workflow."""
    reporter, article = make_user("Phóng viên"), make_draft().article

    with pytest.raises(PermissionDenied):
        workflow.save_draft(article, {"title": "Khác"}, by=reporter)
