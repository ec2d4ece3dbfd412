"""The history of an article: its versions and steps, who may read it, names and restoring."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.admin import history
from articles.models import Event, Revision, StaffProfile
from articles.states import RevisionState, Step
from tests.factories import at, make_article, make_content, make_draft, make_section, make_tag, make_user

pytestmark = pytest.mark.django_db

MORNING = at("2026-11-20", 8)


def versions(article):
    return f"/quan-tri/articles/article/{article.pk}/phien-ban/"


def compared(article, old, new):
    return f"/quan-tri/articles/article/{article.pk}/so-sanh/?tu={old}&den={new}"


def restoring(revision):
    return f"{versions(revision.article)}{revision.pk}/khoi-phuc/"


def naming(revision):
    return f"{versions(revision.article)}{revision.pk}/dat-ten/"


def form(article):
    return f"/quan-tri/articles/article/{article.pk}/change/"


def put_at(thing, moment):
    """Give a version or an event, and what was recorded with it, another time."""
    Revision.objects.filter(pk=thing.pk).update(created_at=moment)
    Event.objects.filter(revision=thing, step__in=[Step.SAVE_DRAFT, Step.RESTORE]).update(at=moment)
    thing.refresh_from_db()
    return thing


def save(article=None, by=None, minute=0, **content):
    return put_at(make_draft(article, by=by, **content), MORNING + timedelta(minutes=minute))


def step_at(article, step, minute):
    Event.objects.filter(article=article, step=step).update(at=MORNING + timedelta(minutes=minute))


def told(response):
    """The story as the page tells it: the keys of the versions of a line, or the step."""
    return [
        [version.pk for version in entry.versions] if isinstance(entry, history.Burst) else entry.step
        for entry in response.context["entries"]
    ]


@pytest.fixture
def editor(client):
    user = make_user(first_name="Lương Thu Hiền")
    client.force_login(user)
    return user


# --- The list --------------------------------------------------------------------------------------------------------


def test_versions_and_steps_are_told_newest_first(client, editor):
    reporter = make_user("Phóng viên")
    first = save(by=reporter)
    article = first.article
    workflow.submit(first, by=reporter)
    step_at(article, Step.SUBMIT, 5)
    workflow.send_back(first, by=editor, reason="Thiếu nguồn.")
    step_at(article, Step.SEND_BACK, 10)
    second = save(article, by=reporter, minute=15, body="<p>Theo Uỷ ban.</p>")
    workflow.publish(second, by=editor)
    step_at(article, Step.PUBLISH, 20)

    response = client.get(versions(article))

    assert told(response) == [Step.PUBLISH, [second.pk], Step.SEND_BACK, Step.SUBMIT, [first.pk]]
    assert response.text.count("Thiếu nguồn.") == 1


def test_saves_of_one_person_within_half_an_hour_are_one_line(client, editor):
    article = (first := save(by=editor)).article
    second, third = (save(article, by=editor, minute=n, body=f"<p>Lần {n}</p>") for n in (15, 30))
    fourth = save(article, by=editor, minute=31, body="<p>Sau đó</p>")

    response = client.get(versions(article))

    assert told(response) == [[fourth.pk], [first.pk, second.pk, third.pk]]
    burst = response.context["entries"][1]
    assert burst.words_added == first.words_added + second.words_added + third.words_added
    assert burst.words_removed == second.words_removed + third.words_removed > 0


def test_a_step_another_person_a_name_and_a_restored_version_begin_a_new_line(client, editor):
    article = (first := save(by=editor, body="<p>Một</p>")).article
    second = save(article, by=make_user("Biên tập viên", "khac"), minute=1, body="<p>Hai</p>")
    third = save(article, by=editor, minute=2, body="<p>Ba</p>")
    workflow.submit(third, by=editor)
    step_at(article, Step.SUBMIT, 3)
    fourth = save(article, by=editor, minute=4, body="<p>Bốn</p>")
    workflow.name_version(fourth, by=editor, name="Bản gửi lãnh đạo")
    fifth = save(article, by=editor, minute=5, body="<p>Năm</p>")
    sixth = put_at(workflow.restore(first, by=editor), MORNING + timedelta(minutes=6))

    response = client.get(versions(article))

    lines = [[sixth], [fifth], [fourth], Step.SUBMIT, [third], [second], [first]]
    assert told(response) == [line if isinstance(line, Step) else [line[0].pk] for line in lines]


def test_a_version_says_what_it_is_based_on_only_where_that_is_not_the_one_before(client, editor):
    article = (first := save(by=editor)).article
    second = save(article, by=editor, minute=1, body="<p>Hai</p>")
    aside = workflow.save_draft(article, make_content(body="<p>Bên cạnh</p>"), by=editor, based_on=first)
    put_at(aside, MORNING + timedelta(minutes=2))

    entries = client.get(versions(article)).context["entries"]

    assert [(entry.newest.pk, entry.newest.other_base) for entry in entries] == [(aside.pk, first), (second.pk, None)]


def test_the_version_that_readers_see_is_marked(client, editor):
    article = make_article(by=editor)
    live = article.revisions.get()
    draft = make_draft(article, by=editor, body="<p>Khác</p>")

    response = client.get(versions(article))

    marked = {
        entry.newest.pk: entry.newest.is_live for entry in response.context["entries"] if hasattr(entry, "newest")
    }
    assert marked == {draft.pk: False, live.pk: True}
    assert response.context["chosen"] == (live.pk, draft.pk)


def test_nothing_is_marked_as_live_once_the_article_is_withdrawn(client, editor):
    article = make_article(by=editor)
    workflow.withdraw(article, by=editor, reason="Sai.")

    entries = client.get(versions(article)).context["entries"]

    assert [entry.newest.is_live for entry in entries if isinstance(entry, history.Burst)] == [False]


def test_only_a_version_that_still_waits_says_that_it_is_a_draft(client, editor):
    article = (first := save(by=editor)).article
    second = save(article, by=editor, minute=90, body="<p>Hai</p>")

    entries = client.get(versions(article)).context["entries"]

    assert [(entry.newest.pk, entry.newest.shown_state) for entry in entries] == [
        (second.pk, RevisionState.DRAFT.label),
        (first.pk, ""),
    ]


def test_a_restored_version_names_the_one_it_came_from(client, editor):
    article = (first := save(by=editor)).article
    save(article, by=editor, minute=1, body="<p>Hai</p>")
    restored = workflow.restore(first, by=editor)

    newest = client.get(versions(article)).context["entries"][0].newest

    assert (newest.pk, newest.source) == (restored.pk, first)


def test_saves_notes_names_and_links_are_no_lines_of_their_own(client, editor):
    article = (first := save(by=editor)).article
    workflow.write_note(article, by=editor, text="Xem lại.")
    workflow.name_version(first, by=editor, name="Bản một")
    workflow.share(first, by=editor, ends_at=at("2099-01-01"))

    assert told(client.get(versions(article))) == [[first.pk]]


def make_many(editor, count):
    """An article with `count` versions by two people in turn, and an approval after each third."""
    other = make_user("Biên tập viên", f"khac-{count}")
    article = save(by=editor, title=f"Bài {count}").article
    for number in range(1, count):
        saved = save(article, by=[editor, other][number % 2], minute=number, body=f"<p>Lần {number}</p>")
        if number % 3 == 0:
            # At the very moment of a save, so that the last of a page could be told on the next one again.
            Event.objects.create(article=article, revision=saved, step=Step.APPROVE, by=other, at=saved.created_at)
    return article


def test_the_page_costs_the_same_queries_for_3_and_for_100_versions(client, editor):
    few, many = make_many(editor, 3), make_many(editor, 100)
    counts = []

    for article in (few, many):
        with CaptureQueriesContext(connection) as captured:
            client.get(versions(article))
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 15


def test_pages_of_50_versions_tell_the_whole_story_once(client, editor):
    article = make_many(editor, 101)

    pages = [told(client.get(f"{versions(article)}?trang={number}")) for number in (1, 2, 3)]

    keys = [[key for line in page if isinstance(line, list) for key in line] for page in pages]
    steps = [sum(line == Step.APPROVE for line in page) for page in pages]
    assert [len(page) for page in keys] == [50, 50, 1]
    assert sum(keys, []) == list(article.revisions.order_by("-pk").values_list("pk", flat=True))
    assert sum(steps) == article.events.filter(step=Step.APPROVE).count() == 33


@pytest.mark.parametrize("page", ["0", "-1", "x", "999999999999999999999", "%00"])
def test_a_page_that_is_not_there_is_no_error(client, editor, page):
    article = save(by=editor).article

    response = client.get(f"{versions(article)}?trang={page}")

    assert (response.status_code, len(response.context["entries"])) == (200, 1)


def test_titles_and_notes_are_shown_as_they_were_typed(client, editor):
    revision = save(by=editor, title="<b>Giá</b> nước")
    workflow.submit(revision, by=editor, note="<script>alert(1)</script>")

    page = client.get(versions(revision.article)).text

    assert "<b>Giá</b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


# --- Rights ----------------------------------------------------------------------------------------------------------


def answers(client, revision):
    """What each address answers, in the order list, compare, restore, name."""
    article = revision.article
    return [
        client.get(versions(article)).status_code,
        client.get(compared(article, revision.pk, revision.pk)).status_code,
        client.post(restoring(revision)).status_code,
        client.post(naming(revision), {"name": "Bản một"}).status_code,
    ]


def test_a_reporter_reads_the_history_of_the_own_articles_alone(client):
    reporter = make_user("Phóng viên")
    own, others = make_draft(by=reporter), make_draft(by=make_user(), title="Bài của người khác")
    client.force_login(reporter)

    assert answers(client, own) == [200, 200, 302, 302]
    assert answers(client, others) == [403, 403, 403, 403]
    assert list(others.article.revisions.all()) == [others]


def test_a_moderator_reads_no_history(client):
    revision = make_draft(by=make_user())
    client.force_login(make_user("Kiểm duyệt"))

    assert answers(client, revision) == [403, 403, 403, 403]


def test_who_reviews_and_does_not_write_reads_but_changes_nothing(client):
    revision = make_draft(by=make_user())
    leader = make_user("Kiểm duyệt")
    leader.user_permissions.add(Permission.objects.get(codename="review_article"))
    client.force_login(leader)

    assert answers(client, revision) == [200, 200, 403, 403]
    assert "khoi-phuc" not in client.get(versions(revision.article)).text
    revision.refresh_from_db()
    assert (revision.name, revision.article.revisions.count()) == ("", 1)


def test_an_editor_of_another_section_reads_no_history(client, editor):
    inside, outside = make_section("Kinh tế"), make_section("Xã hội")
    StaffProfile.objects.create(user=editor).sections.add(inside)
    near, far = (make_draft(section=section.pk, by=None) for section in (inside, outside))

    assert answers(client, near)[:2] == [200, 200]
    assert answers(client, far) == [403, 403, 403, 403]


def test_a_stranger_is_sent_to_the_login(client):
    revision = make_draft()

    assert client.get(versions(revision.article)).url.startswith("/quan-tri/login/")
    assert client.post(restoring(revision)).url.startswith("/quan-tri/login/")


def test_steps_are_taken_only_by_post_from_our_own_pages(client, editor):
    revision = make_draft(by=editor)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)

    assert [client.get(address).status_code for address in (restoring(revision), naming(revision))] == [405, 405]
    assert [strict.post(address).status_code for address in (restoring(revision), naming(revision))] == [403, 403]
    assert Revision.objects.count() == 1


def test_a_version_of_another_article_is_not_found(client, editor):
    one, other = make_draft(by=editor), make_draft(by=editor, title="Bài khác")
    wrong = f"{versions(one.article)}{other.pk}/"

    assert client.post(f"{wrong}khoi-phuc/").status_code == 404
    assert client.post(f"{wrong}dat-ten/").status_code == 404
    assert client.get(compared(one.article, one.pk, other.pk)).status_code == 404


# --- Restoring and naming --------------------------------------------------------------------------------------------


def test_one_click_makes_an_earlier_version_the_draft_and_opens_it(client, editor):
    article = make_article(by=editor, body="<p>Bản cũ</p>")
    old = article.revisions.get()
    workflow.publish(make_draft(article, by=editor, body="<p>Bản mới</p>"), by=None)

    response = client.post(restoring(old))

    draft = article.revisions.newest_first().first()
    article.refresh_from_db()
    assert response.url == f"{form(article)}?ban={draft.pk}"
    assert (draft.content["body"], draft.state, draft.created_by) == ("<p>Bản cũ</p>", RevisionState.DRAFT, editor)
    assert article.body == "<p>Bản mới</p>"
    assert 'name="_save"' in client.get(response.url).text


def test_what_is_gone_since_is_named_when_a_version_is_restored(client, editor):
    tag = make_tag("nước sạch")
    article = (old := make_draft(by=editor, tags=[tag.pk])).article
    make_draft(article, by=editor, tags=[])
    tag.delete()

    page = client.post(restoring(old), follow=True)

    assert [str(message) for message in page.context["messages"]][1:] == [
        "Những mục sau không còn nữa nên không có trong bản nháp này: nước sạch."
    ]
    assert article.revisions.newest_first().first().content["tags"] == []


def test_the_version_that_is_being_written_is_not_offered_and_not_restored(client, editor):
    article = (first := make_draft(by=editor)).article
    second = make_draft(article, by=editor, body="<p>Hai</p>")

    page = client.get(versions(article)).text
    response = client.post(restoring(second), follow=True)

    assert (restoring(second) in page, restoring(first) in page) == (False, True)
    assert response.redirect_chain == [(versions(article), 302)]
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert article.revisions.count() == 2


def test_nothing_is_restored_in_the_trash(client, editor):
    article = (first := make_draft(by=editor)).article
    make_draft(article, by=editor, body="<p>Hai</p>")
    workflow.trash(article, by=editor)

    page = client.get(versions(article)).text
    response = client.post(restoring(first), follow=True)

    assert "khoi-phuc" not in page
    assert "dat-ten" not in page
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert article.revisions.count() == 2


def test_a_version_gets_a_name_and_loses_it_again(client, editor):
    revision = make_draft(by=editor)

    named = client.post(naming(revision), {"name": "  Bản\u00a0gửi  lãnh đạo ", "trang": "2"})
    revision.refresh_from_db()
    name = revision.name
    client.post(naming(revision), {"name": ""})
    revision.refresh_from_db()

    assert named.url == f"{versions(revision.article)}?trang=2#ban-{revision.pk}"
    assert (name, revision.name) == ("Bản gửi lãnh đạo", "")


@pytest.mark.parametrize(
    ("typed", "kept"), [("x" * 300, "x" * 80), ("a\x00b", "ab"), ("<i>Bản</i>", "<i>Bản</i>"), (None, "")]
)
def test_any_name_is_stored_as_one_short_line(client, editor, typed, kept):
    revision = make_draft(by=editor)

    client.post(naming(revision), {} if typed is None else {"name": typed, "trang": "//evil.example"})

    revision.refresh_from_db()
    assert revision.name == kept
    assert "<i>Bản</i>" not in client.get(versions(revision.article)).text
