"""A later time for a new version in the article form: buttons, typed moments, what stands in its way, called off."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from articles import photos, workflow
from articles.models import Article, Revision
from tests.factories import make_article, make_draft, make_photo, make_rules, make_user

from .plans import new_version

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def opened(client, article, user):
    """The form as the browser would send it back, with another title."""
    client.force_login(user)
    form = client.get(change(article)).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [], False)}
    return {name: getattr(value, "pk", value) for name, value in fields.items()} | {"title": "Bản mới"}


def typed(days=1):
    return timezone.localtime(timezone.now() + days * DAY).strftime("%H:%M %d/%m/%Y")


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def planned(client, editor):
    article = make_article()
    client.post(change(article), opened(client, article, editor) | {"_plan": "typed", "apply_at": typed()})
    return Revision.objects.planned().get()


def test_a_typed_moment_plans_the_version_and_leaves_the_live_one(client):
    editor, article = make_user(), make_article()
    fields = opened(client, article, editor) | {"_plan": "typed", "apply_at": typed()}

    response = client.post(change(article), fields, follow=True)

    revision = Revision.objects.planned().get()
    assert (revision.title, revision.planned_by) == ("Bản mới", editor)
    assert timezone.localtime(revision.apply_at).strftime("%H:%M %d/%m/%Y") == fields["apply_at"]
    assert Article.objects.get(pk=article.pk).title == article.title
    assert len(messages_of(response)) == 1
    assert list(response.context["plans"]) == [revision]


def test_a_button_plans_it_for_its_own_moment(client):
    editor, article = make_user(), make_article()
    moment = (timezone.localtime() + DAY).replace(hour=7, minute=0, second=0, microsecond=0)

    client.post(change(article), opened(client, article, editor) | {"_plan": moment.strftime("%Y-%m-%dT%H:%M")})

    assert Revision.objects.planned().get().apply_at == moment


@pytest.mark.parametrize(
    "value", ["", "hôm nào đó", "07:00 31/02/2030", "07:00 01/01/2020", "07:00 01/01/9999", "\x00"]
)
def test_a_moment_that_makes_no_sense_is_said_beside_its_field_and_nothing_is_planned(client, value):
    editor, article = make_user(), make_article()

    response = client.post(change(article), opened(client, article, editor) | {"_plan": "typed", "apply_at": value})

    assert set(response.context["adminform"].form.errors) == {"apply_at"}
    assert list(Revision.objects.planned()) == []


def test_where_others_must_approve_the_text_is_kept_as_a_draft(client):
    make_rules(four_eyes=True)
    editor, article = make_user(), make_article()
    fields = opened(client, article, editor) | {"_plan": "typed", "apply_at": typed()}

    response = client.post(change(article), fields, follow=True)

    assert (len(messages_of(response)), list(Revision.objects.planned())) == (1, [])
    assert article.revisions.newest_first().first().title == "Bản mới"


@pytest.mark.parametrize(("step", "title"), [("unplan", None), ("apply_plan", "Bản mới")])
def test_a_plan_is_called_off_or_published_with_one_button(client, step, title):
    editor = make_user()
    revision = planned(client, editor)
    before = revision.article.title

    client.post(reverse("admin:articles_step", args=[revision.article_id]), {"step": step, "revision": revision.pk})

    assert list(Revision.objects.planned()) == []
    assert Article.objects.get(pk=revision.article_id).title == (title or before)


def test_a_plan_says_at_once_what_will_keep_it_from_going_up(client):
    editor = make_user()
    plan = planned(client, editor)
    before = client.get(change(plan.article)).context["plans"][0].hitch
    workflow.publish(new_version(plan.article, title="Sửa gấp"), by=None)

    with translation.override("en"):
        response = client.get(change(plan.article))

    why = "The live version was changed in the meantime. Look at it before you publish yours."
    assert (before, response.context["plans"][0].hitch) == ("", why)


def test_a_plan_that_cannot_go_up_gives_way_to_the_one_that_goes_on_from_it(client):
    editor = make_user()
    plan = planned(client, editor)
    workflow.publish(new_version(plan.article, title="Sửa gấp"), by=None)
    page = f"{change(plan.article)}?ban={plan.pk}"
    form = client.get(page).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [], False)}
    fields = {name: getattr(value, "pk", value) for name, value in fields.items()}

    client.post(page, fields | {"_plan": "typed", "apply_at": typed(2)})

    (anew,) = Revision.objects.planned()
    assert (anew.based_on, workflow.hitches(plan.article, [anew])) == (plan, {anew.pk: ""})


def test_a_plan_says_at_once_that_a_photo_of_it_was_taken_down(client):
    editor, photo = make_user(), make_photo()
    client.force_login(editor)
    plan = workflow.plan(new_version(cover=photo.pk), by=editor, at=timezone.now() + DAY)
    photos.take_down(photo, by=None, reason="Sai người")

    with translation.override("en"):
        response = client.get(change(plan.article))

    why = f"“{photo}” was taken down after this was scheduled. Look at the text and schedule it again."
    assert [each.hitch for each in response.context["plans"]] == [why]


def test_who_may_not_publish_neither_calls_it_off_nor_publishes_it(client):
    revision = planned(client, make_user())
    client.force_login(make_user("Phóng viên"))
    address = reverse("admin:articles_step", args=[revision.article_id])

    for step in ("unplan", "apply_plan"):
        assert client.post(address, {"step": step, "revision": revision.pk}).status_code == 403

    assert list(Revision.objects.planned()) == [revision]


def test_the_form_offers_it_for_what_readers_see_alone(client):
    editor = make_user()
    client.force_login(editor)
    scheduled = make_article(published_at=(timezone.now() + DAY).isoformat())

    offers = [b'name="_plan"' in client.get(change(each)).content for each in (make_article(), scheduled)]
    draft = b'name="_plan"' in client.get(change(make_draft().article)).content

    assert (offers, draft) == ([True, False], False)


def test_two_plans_say_that_the_later_one_wins(client):
    editor = make_user()
    first = planned(client, editor)
    live, seen = workflow.live_revision(first.article), workflow.last_public_step(first.article)
    other = workflow.save_draft(first.article, live.content | {"lead": "Khác."}, by=editor, based_on=live, seen=seen)
    workflow.plan(other, by=editor, at=timezone.now() + 2 * DAY)

    response = client.get(change(first.article))

    assert list(response.context["plans"]) == [first, other]
    assert response.content.decode().count("data-plan>") == 2


def test_the_check_before_it_names_the_moment_and_stops_what_publishing_would(client):
    editor, article = make_user(), make_article()
    address = reverse("admin:articles_check")
    fields = opened(client, article, editor) | {"article": article.pk, "step": "plan", "_plan": "typed"}

    good = client.post(address, fields | {"apply_at": typed()})
    late = client.post(address, fields | {"apply_at": typed(-1)})
    empty = client.post(address, fields | {"apply_at": typed(), "title": ""})

    assert [each.context["is_stopped"] for each in (good, late, empty)] == [False, True, True]
    assert f"{timezone.localtime() + DAY:%d/%m/%Y}" in good.context["goes_up"]
    assert "ngay bây giờ" not in late.text
    assert good.context["button"] == "_plan"


def test_a_planned_version_is_told_once_with_its_hour(client):
    revision = planned(client, make_user())

    form = client.get(f"{change(revision.article)}?ban=dang").context["adminform"].form

    assert form.other_drafts == []


def test_a_planned_version_offers_one_way_to_publish_it_now_and_one_to_move_it(client):
    revision = planned(client, make_user())

    opened_itself = client.get(f"{change(revision.article)}?ban={revision.pk}").text
    opened_live = client.get(f"{change(revision.article)}?ban=dang").text

    ways = ('name="_publish"', 'value="apply_plan"', "<details data-schedule>")
    assert [opened_itself.count(way) for way in ways] == [1, 0, 1]
    assert [opened_live.count(way) for way in ways] == [1, 1, 1]


def test_another_time_moves_the_planned_version_and_makes_no_second(client):
    editor = make_user()
    revision = planned(client, editor)
    fields = opened(client, revision.article, editor) | {
        "title": revision.title,
        "_plan": "typed",
        "apply_at": typed(2),
    }

    client.post(f"{change(revision.article)}?ban={revision.pk}", fields)

    (moved,) = Revision.objects.planned()
    assert moved == revision
    assert timezone.localtime(moved.apply_at).strftime("%H:%M %d/%m/%Y") == fields["apply_at"]
