"""The day on which somebody is to look at an article again: set in the form, by a step, asked for within the rights."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles import calendar, workflow
from articles.admin.journal import note_of
from articles.models import Article, ContentVersion, Event
from articles.months import months_on
from articles.states import Step
from tests.factories import make_article, make_draft, make_user

pytestmark = pytest.mark.django_db


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def form_of(client, user, article):
    """The form's fields as the browser would send them back untouched."""
    client.force_login(user)
    form = client.get(reverse("admin:articles_article_change", args=[article.pk])).context["adminform"].form
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [], False)}
    fields |= {"review_on": form["review_on"].value() or "", "initial-review_on": form["review_on"].value() or ""}
    return {name: getattr(value, "pk", value) for name, value in fields.items()}


def save(client, article, fields):
    return client.post(reverse("admin:articles_article_change", args=[article.pk]), fields)


def test_it_is_set_moved_and_taken_away_and_readers_see_nothing_of_it():
    editor, article = make_user(), make_article()
    version, updated_at = ContentVersion.objects.get().number, fresh(article).updated_at

    days = [workflow.set_review_day(article, by=editor, on=on).review_on for on in (today(30), today(60), None)]

    assert days == [today(30), today(60), None]
    notes = article.events.filter(step=Step.REVIEW_DAY).order_by("pk").values_list("note", flat=True)
    assert list(notes) == [str(today(30)), str(today(60)), ""]
    assert (ContentVersion.objects.get().number, fresh(article).updated_at) == (version, updated_at)
    assert article.revisions.count() == 1


def test_the_same_day_again_is_no_event():
    article = make_article()

    for _time in range(2):
        workflow.set_review_day(article, by=None, on=today(3))

    assert article.events.filter(step=Step.REVIEW_DAY).count() == 1


def test_a_day_that_has_passed_is_refused_unless_it_stands_there():
    article = make_article()
    Article.objects.filter(pk=article.pk).update(review_on=today(-3))

    workflow.set_review_day(article, by=None, on=today(-3))
    with pytest.raises(workflow.NotReady):
        workflow.set_review_day(article, by=None, on=today(-2))

    assert fresh(article).review_on == today(-3)


def test_writers_set_it_for_what_they_may_write_in():
    reporter, own = make_user("Phóng viên"), None
    own = make_draft(by=reporter).article

    workflow.set_review_day(own, by=reporter, on=today(3))
    with pytest.raises(PermissionDenied):
        workflow.set_review_day(make_article(), by=reporter, on=today(3))

    assert fresh(own).review_on == today(3)


def test_what_lies_in_the_trash_has_no_day_to_set():
    article = make_draft().article
    workflow.trash(article, by=None)

    with pytest.raises(workflow.NotPossible):
        workflow.set_review_day(article, by=None, on=today(3))


def test_what_is_to_be_looked_at_has_passed_and_lies_in_ones_rights():
    reporter, editor = make_user("Phóng viên"), make_user()
    own, passed, due_today = make_draft(by=reporter).article, make_article(), make_article()
    Article.objects.filter(pk__in=[own.pk, passed.pk]).update(review_on=today(-1))
    Article.objects.filter(pk=due_today.pk).update(review_on=today())

    assert set(calendar.to_look_at(editor)) == {own, passed}
    assert set(calendar.to_look_at(reporter)) == {own}


def test_looked_at_puts_it_off_by_six_months_with_one_click(client):
    editor, article = make_user(), make_article()
    Article.objects.filter(pk=article.pk).update(review_on=today(-1))
    client.force_login(editor)

    response = client.post(
        reverse("admin:articles_step", args=[article.pk]), {"step": "review_later", "next": "/quan-tri/"}
    )

    assert response["Location"] == "/quan-tri/"
    assert fresh(article).review_on == months_on(today(), 6)


def test_the_form_sets_the_day_and_makes_no_version_for_it(client):
    editor, article = make_user(), make_article()
    fields = form_of(client, editor, article)

    save(client, article, fields | {"review_on": "05/11/2030"})

    assert fresh(article).review_on == date(2030, 11, 5)
    assert article.revisions.count() == 1


def test_the_form_leaves_a_day_alone_that_somebody_else_has_set_meanwhile(client):
    editor, article = make_user(), make_article()
    fields = form_of(client, editor, article)
    workflow.set_review_day(article, by=None, on=today(9))

    save(client, article, fields | {"title": "Tên khác"})

    assert fresh(article).review_on == today(9)


def test_a_day_that_has_passed_is_refused_in_the_form_and_the_text_is_kept(client):
    editor, article = make_user(), make_article()
    fields = form_of(client, editor, article)

    save(client, article, fields | {"review_on": "05/11/2020", "title": "Tên khác"})

    assert fresh(article).review_on is None
    assert article.revisions.newest_first().first().title == "Tên khác"


def test_the_journal_tells_which_day_was_set_and_of_what():
    article = make_article()
    version = workflow.submit(make_draft(), by=None)
    workflow.set_review_day(article, by=None, on=date(2030, 11, 5))
    workflow.set_review_day(article, by=None, on=None)
    workflow.move_due(version, by=None, on=date(2030, 11, 6))

    with override("en"):
        told = [note_of(event) for event in Event.objects.filter(step=Step.REVIEW_DAY).order_by("pk")]

    assert told == ["On 05/11/2030", "No day to look at it again", "Review due on 06/11/2030"]
