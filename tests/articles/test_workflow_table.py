"""The workflow as a table: who may take which step from where, what it leaves, and that a refusal leaves nothing.

The table is the rule, written down here a second time: nothing below is read from articles/states.py or the workflow.
"""

from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, Event, Note, PreviewLink, Revision, Section
from articles.states import Step
from tests.factories import make_content, make_draft, make_revision, make_section, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)

# --- The rules -------------------------------------------------------------------------------------------------------

NEVER_PUBLIC = {"unpublished", "trashed"}
SEEN_ONCE = {"withdrawn", "trashed after a withdrawal"}
PUBLISHED = {"scheduled", "public", "expired"}
TRASHED = {"trashed", "trashed after a withdrawal"}
KEPT = {"unpublished", "withdrawn"} | PUBLISHED
ARTICLES = sorted(KEPT | TRASHED)

OPEN = {"draft", "in_review", "returned", "approved"}
ANY = OPEN | {"applied", "discarded"}
ANY_OR_NONE = ANY | {"none"}
REVISIONS = sorted(ANY_OR_NONE)

# A step: the article's states and the version's from which it starts, and the state that it leads to: of the article
# or of the version, whichever the step is about. None: it changes neither.
STEPS = {
    "save": (KEPT, ANY_OR_NONE, "see SAVED"),
    "submit": (KEPT, {"draft", "returned"}, "in_review"),
    "claim": (KEPT, {"in_review"}, "in_review"),
    "assign": (KEPT, {"in_review"}, "in_review"),
    "send back": (KEPT, {"in_review", "approved"}, "returned"),
    "approve": (KEPT, {"in_review"}, "approved"),
    "discard": (KEPT, OPEN, "discarded"),
    "restore": (KEPT, {"applied", "discarded"}, "draft"),
    "publish": (KEPT, OPEN, "published"),
    "plan": ({"public"}, OPEN, "approved"),  # only what readers see is replaced later
    "unplan": (set(), set(), None),  # no version of this table is planned: see test_planning.py
    "review day": (KEPT, ANY_OR_NONE, None),
    "schedule": (KEPT - {"public"}, OPEN, "published"),  # what readers see is not taken from them until later
    "unschedule": ({"scheduled"}, ANY_OR_NONE, "unpublished"),
    "withdraw": (PUBLISHED, ANY_OR_NONE, "withdrawn"),
    "correct": (PUBLISHED - {"scheduled"}, ANY_OR_NONE, None),
    "trash": ({"unpublished", "withdrawn"}, ANY_OR_NONE, "trashed"),
    "undelete": (TRASHED, ANY_OR_NONE, "see UNDELETED"),
    "name": (KEPT, ANY, None),
    "note": (KEPT, ANY_OR_NONE, None),
    "resolve": (KEPT, ANY_OR_NONE, None),
    "share": (KEPT, ANY, None),
    "unshare": (KEPT | TRASHED, ANY, None),
}
NEED_A_VERSION = {name for name, (_articles, revisions, _after) in STEPS.items() if "none" not in revisions}
ABOUT_THE_ARTICLE = {"publish", "schedule", "unschedule", "withdraw", "correct", "trash", "undelete", "note", "resolve"}
ABOUT_THE_ARTICLE |= {"review day"}

# A changed text goes on where the one before it stood; an approval was of the text before.
SAVED = {
    "none": "draft",
    "draft": "draft",
    "in_review": "in_review",
    "returned": "returned",
    "approved": "in_review",
    "applied": "draft",
    "discarded": "draft",
}
UNDELETED = {"trashed": "unpublished", "trashed after a withdrawal": "withdrawn"}
STATUS = dict.fromkeys(PUBLISHED, "published") | dict.fromkeys(TRASHED, "trashed")

WRITING = {"save", "submit", "discard", "restore", "name", "share", "unshare", "note", "resolve", "review day"}
ROLES = {
    "reporter, own": WRITING,  # and TRASHING while readers never saw it
    "reporter, another's": set(),
    "editor": set(STEPS),
    "secretary": set(STEPS),
    "chief": set(STEPS),
    "moderator": set(),
    "no group": set(),
    "inactive editor": set(),
    "superuser": set(STEPS),
    "operator": set(STEPS),
}
BEGINNERS = {"reporter, own", "reporter, another's", "editor", "secretary", "chief", "superuser", "operator"}
TRASHING = {"trash", "undelete"}
LENT = {"plan"}  # a person's right, used later: the operator has none that could be asked for then

# Of the event, where it isn't the step's own.
NAMES = {"review day": "review_day", "save": "save_draft", "claim": "assign", "send back": "send_back"}


def rights(role, article):
    return ROLES[role] | (TRASHING if role == "reporter, own" and article in NEVER_PUBLIC else set())


def is_possible(step, article, revision):
    articles, revisions, _after = STEPS[step]
    return article in articles and revision in revisions


def raises_version(step, article):
    """Whether readers get to see something else: also an address that told of a withdrawal, and no longer does."""
    changes_pages = {"publish", "schedule", "unschedule", "withdraw", "correct"}
    return step in changes_pages or (step in TRASHING and article in SEEN_ONCE)


def expected(role, step, article, revision):
    """Return what becomes of a step: how it ends, its events, the article's state, the version's, new pages or not.

    The right is asked first: who has none is not told how an article stands.
    """
    status, state = STATUS.get(article, article), None if revision == "none" else revision
    if step not in rights(role, article) or (role == "operator" and step in LENT):
        return "PermissionDenied", "nothing changed"
    if not is_possible(step, article, revision):
        return "NotPossible", "nothing changed"
    if step == "restore" and revision == "applied" and article in PUBLISHED:
        return "allowed", "nothing changed"  # it is what readers see already
    after = {"save": SAVED.get(revision), "undelete": UNDELETED.get(article)}.get(step, STEPS[step][2])
    if step in ABOUT_THE_ARTICLE:
        before, status = status, after or status
        state = "applied" if step in {"publish", "schedule"} else state
        if (step, revision) == ("unschedule", "applied"):
            state = "draft"  # the text waits again
        event = (NAMES.get(step, step), before, status)
    else:
        before = {"none": "draft"}.get(revision, revision)
        if step == "restore" and article != "unpublished":
            before = "applied"  # it goes on from the live one
        elif step == "restore" and revision == "discarded":
            before = "draft"  # from nothing: no version was ever applied
        state = after or state
        event = (NAMES.get(step, step), before, state)
    return "allowed", [event], status, state, raises_version(step, article)


# What nobody ever saw has no applied version: calling off its schedule makes a draft of it again.
SCENES = [
    (article, revision)
    for article, revision in product(ARTICLES, REVISIONS)
    if not (article in NEVER_PUBLIC and revision == "applied")
]


# --- The scene -------------------------------------------------------------------------------------------------------


GROUPS = {
    "reporter, own": "Phóng viên",
    "reporter, another's": "Phóng viên",
    "editor": "Biên tập viên",
    "secretary": "Thư ký toà soạn",
    "chief": "Quản trị",
    "moderator": "Kiểm duyệt",
    "inactive editor": "Biên tập viên",
    "superuser": None,
}


def person(role):
    if role == "operator":
        return None
    if role == "no group":
        return User.objects.create(username=role, is_staff=True)
    return make_user(GROUPS[role], username=role, is_active=role != "inactive editor")


def make_scene(article, revision, by):
    """An article of `by` in a state with its newest version in a state. Returns both."""
    if revision == "none":
        return bare_article(article, by), None
    if article in NEVER_PUBLIC:
        version = make_revision(revision, by=by)
    else:
        live = published(article, by)
        version = live if revision == "applied" else make_revision(revision, live.article, by=by, title="Bản sửa")
    if article in TRASHED:
        workflow.trash(version.article, by=None)
    version.refresh_from_db()
    return Article.objects.get(pk=version.article_id), version


def bare_article(article, by):
    """One without any version, as another program may have left it."""
    if article in TRASHED:
        return workflow.trash(bare_article(UNDELETED[article], by), by=None)
    times = {"scheduled": (DAY, None), "expired": (-2 * DAY, -DAY)}.get(article, (-DAY, None))
    begins, ends = (None if each is None else timezone.now() + each for each in times)
    return Article.objects.create(
        status=STATUS.get(article, article),
        title="Nước sạch",
        section=make_section(),
        published_at=None if article in NEVER_PUBLIC else begins,
        expires_at=ends,
        withdrawn_at=timezone.now() if article in SEEN_ONCE else None,
        created_by=by,
    )


def published(article, by):
    now = timezone.now()
    begins = {"scheduled": now + DAY, "expired": now - 2 * DAY}.get(article, now - DAY)
    draft = make_draft(by=by, expires_at=now - DAY if article == "expired" else None)
    live = workflow.publish(draft, by=None, at=begins)
    if article in SEEN_ONCE:
        workflow.withdraw(live, by=None, reason="Sai địa danh")
    draft.refresh_from_db()
    return draft


def calls(article, revision, reviewer):
    """How each step is called, with everything that it needs."""
    note = Note.objects.create(article=article, text="Kiểm tra lại tên thôn.")
    link = revision and PreviewLink.objects.create(revision=revision, token_hash="x", ends_at=timezone.now() + DAY)
    seen = workflow.last_public_step(article)
    text = make_content(title="Tên khác", section=Section.objects.get().pk)
    tomorrow = timezone.now() + DAY
    return {
        "save": lambda by: workflow.save_draft(article, text, by=by, based_on=revision, seen=seen),
        "submit": lambda by: workflow.submit(revision, by=by),
        "claim": lambda by: workflow.claim(revision, by=by),
        "assign": lambda by: workflow.assign(revision, by=by, to=reviewer),
        "send back": lambda by: workflow.send_back(revision, by=by, reason="Thiếu nguồn tin."),
        "approve": lambda by: workflow.approve(revision, by=by),
        "discard": lambda by: workflow.discard(revision, by=by),
        "restore": lambda by: workflow.restore(revision, by=by),
        "publish": lambda by: workflow.publish(revision, by=by, at=article.published_at and timezone.now() - 2 * DAY),
        "schedule": lambda by: workflow.publish(revision, by=by, at=tomorrow),
        "plan": lambda by: workflow.plan(revision, by=by, at=tomorrow),
        "unplan": lambda by: workflow.unplan(revision, by=by),
        "review day": lambda by: workflow.set_review_day(article, by=by, on=tomorrow.date()),
        "unschedule": lambda by: workflow.unschedule(article, by=by),
        "withdraw": lambda by: workflow.withdraw(article, by=by, reason="Sai địa danh"),
        "correct": lambda by: workflow.correct(article, by=by, text="Tên thôn là Bến Đò."),
        "trash": lambda by: workflow.trash(article, by=by),
        "undelete": lambda by: workflow.undelete(article, by=by),
        "name": lambda by: workflow.name_version(revision, by=by, name="Bản đã đối chiếu"),
        "note": lambda by: workflow.write_note(article, by=by, text="Hỏi lại ông Tư.", revision=revision),
        "resolve": lambda by: workflow.resolve_note(note, by=by),
        "share": lambda by: workflow.share(revision, by=by, ends_at=tomorrow),
        "unshare": lambda by: workflow.unshare(link, by=by),
    }


def all_rows():
    """Every row of every table of the articles, as plain tuples."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("articles").get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608
            rows[table] = cursor.fetchall()
    return rows


def outcome(call, by, article, revision, before):
    """Take a step, return what became of it, and undo it."""
    with transaction.atomic():
        try:
            made = call(by)
            ends = "allowed"
        except PermissionDenied:
            ends = "PermissionDenied"
        except workflow.NotPossible:
            ends = "NotPossible"
        except Exception as fault:  # a fault is an outcome too: the table goes on and names it
            ends = repr(fault)
        after = all_rows()
        if after == before:
            found = ends, "nothing changed"
        else:
            events, version = Event._meta.db_table, ContentVersion._meta.db_table
            newest = made if isinstance(made, Revision) else revision
            found = (
                ends,
                list(Event.objects.order_by("pk").values_list("step", "before", "after")[len(before[events]) :]),
                Article.objects.values_list("status", flat=True).get(pk=article.pk),
                newest and Revision.objects.values_list("state", flat=True).get(pk=newest.pk),
                after[version] != before[version],
            )
        transaction.set_rollback(True)
    return found


# --- The table -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("article", "revision"), SCENES)
def test_a_step_is_taken_or_refused_as_the_rules_say(article, revision):
    people = {role: person(role) for role in ROLES}
    row, version = make_scene(article, revision, people["reporter, own"])
    ways = calls(row, version, people["editor"])
    tries = [(role, step) for role, step in product(ROLES, STEPS) if version or step not in NEED_A_VERSION]
    before = all_rows()

    found = {(role, step): outcome(ways[step], people[role], row, version, before) for role, step in tries}

    wanted = {each: expected(*each, article, revision) for each in tries}
    differ = {each: (found[each], wanted[each]) for each in tries if found[each] != wanted[each]}
    assert differ == {}  # each with what was found and what was wanted


@pytest.mark.parametrize("role", ROLES)
def test_who_may_begin_an_article(role):
    by, content = person(role), make_content()

    try:
        workflow.save_draft(None, content, by=by)
    except PermissionDenied:
        pass

    assert Article.objects.filter(created_by=by).count() == (role in BEGINNERS)


BUTTONS = {step: step.value for step in Step} | {Step.SAVE_DRAFT: "save", Step.SEND_BACK: "send back"}
# test_review_links.py, test_photo_approvals.py and test_plan_failures.py have them
APART = {Step.LINK, Step.UNLINK, Step.PHOTO, Step.PLAN_FAILED}
BUTTONS |= {Step.ASSIGN: "claim", Step.REVIEW_DAY: "review day"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("article", ARTICLES)
def test_may_tells_beforehand_what_the_rights_allow(article, role):
    by = person(role)
    owner = by if role == "reporter, own" else make_user("Phóng viên")
    row, version = make_scene(article, "draft", owner)

    steps = set(Step) - APART

    found = {step: workflow.may(by, step, row, version) for step in steps}

    assert found == {step: BUTTONS[step] in rights(role, article) for step in steps}


@pytest.mark.parametrize(("article", "revision"), SCENES)
def test_possible_tells_beforehand_what_the_states_allow(article, revision):
    row, version = make_scene(article, revision, None)
    told = set(Step) - APART - {Step.RESTORE}  # what may be restored hangs on the other versions too
    if version is None:
        told -= {Step.NAME, Step.SHARE, Step.UNSHARE}
    if article in PUBLISHED:
        told -= {Step.SCHEDULE, Step.UNSCHEDULE}  # these ask the clock too: see below

    found = {step for step in told if workflow.possible(step, row, version)}

    assert found == {step for step in told if is_possible(BUTTONS[step], article, revision)}


@pytest.mark.parametrize("article", sorted(PUBLISHED))
@pytest.mark.parametrize("step", [Step.SCHEDULE, Step.UNSCHEDULE])
def test_possible_knows_whether_the_time_has_come(step, article):
    row, version = make_scene(article, "draft", None)

    assert workflow.possible(step, row, version) == is_possible(BUTTONS[step], article, "draft")
