"""Who may take which step. The states are another matter: see possible()."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from ..models import EditorialRules, Section, reach_of
from ..states import ALLOWED, REVISION_ALLOWED, RevisionState, Status, Step
from ..wording import in_quotes
from .errors import NotPossible

DIRECTLY = "articles.publish_directly_article"
PERMISSIONS = {
    Step.ASSIGN: "articles.review_article",
    Step.SEND_BACK: "articles.review_article",
    Step.APPROVE: "articles.review_article",
    Step.PUBLISH: "articles.publish_article",
    Step.SCHEDULE: "articles.publish_article",
    Step.UNSCHEDULE: "articles.publish_article",
    Step.CORRECT: "articles.correct_article",
    Step.WITHDRAW: "articles.withdraw_article",
    Step.LINK: "articles.review_article",
    Step.UNLINK: "articles.review_article",
    Step.PLAN: "articles.publish_article",
    Step.UNPLAN: "articles.publish_article",
}
TRASHING = {Step.TRASH, Step.UNDELETE}
TALKING = {Step.NOTE, Step.RESOLVE}


def may(user, step, article, revision=None) -> bool:
    """Whether a person's rights allow a step on an article, whatever its state.

    Costs the questions for the newest revision's section where no revision is given, and for the person's sections.
    """
    if user is None:
        return True
    if step in PERMISSIONS:
        allowed = user.has_perm(PERMISSIONS[step])
    elif step in TRASHING:
        is_own_draft = user.has_perm("articles.edit_own_article") and article.created_by_id == user.pk
        # An own text that readers never saw; where it lies in the trash, it went there from that state.
        never_public = article.status in {Status.UNPUBLISHED, Status.TRASHED} and article.published_at is None
        allowed = user.has_perm("articles.trash_article") or (is_own_draft and never_public)
    else:
        allowed = may_write(user, article) or (step in TALKING and user.has_perm("articles.review_article"))
    return allowed and is_in_reach(user, article, revision)


def may_write(user, article) -> bool:
    """Whether a person's rights let them write in an article, if it is in reach."""
    is_own = article.created_by_id == user.pk
    return user.has_perm("articles.change_article") or (is_own and user.has_perm("articles.edit_own_article"))


def may_approve(user, revision) -> bool:
    """Whether a person might approve a version themselves, so that what they change around it stands approved too."""
    if not may(user, Step.APPROVE, revision.article, revision):
        return False
    if user.has_perm(DIRECTLY) or user.pk not in revision.writers:
        return True
    return not four_eyes_hold(revision.article, revision)


def is_in_reach(user, article, revision=None) -> bool:
    """Whether an article lies, live and as it is being written, in the sections a person may work in."""
    reach = reach_of(user)
    if reach is None:
        return True
    revision = revision or article.revisions.newest_kept_first().first()
    return {article.section_id, revision and revision.section_id} - {None} <= reach


def possible(step, article, revision=None) -> bool:
    """Whether the states of an article and, for a step about one, of its revision allow a step."""
    if article.status not in ALLOWED[step]:
        return False
    if step == Step.SCHEDULE and article.is_public or step == Step.UNSCHEDULE and not article.is_scheduled:
        return False
    if step == Step.CORRECT and article.is_scheduled:
        return False
    if step == Step.PLAN and not article.is_public:
        return False
    if step == Step.UNPLAN and not (revision and revision.is_planned):
        return False
    return step not in REVISION_ALLOWED or (revision is not None and revision.state in REVISION_ALLOWED[step])


def require(user, step, article, revision=None):
    # An older version may still name a section that the newest has left.
    if not may(user, step, article, revision) or (user is not None and not is_in_reach(user, article)):
        raise PermissionDenied


def four_eyes_hold(article, revision=None) -> bool:
    """Whether a text may not be approved by those who wrote it: by the site's rules, or by a section's."""
    if EditorialRules.current().four_eyes:
        return True
    keys = {article.section_id, revision and revision.section_id} - {None}
    sections = Section.objects.filter(pk__in=keys).select_related("parent")
    return any(section.four_eyes or (section.parent and section.parent.four_eyes) for section in sections)


def require_other_eyes(by, article, revision):
    """Refuse a person who wrote in a text and is to approve or publish it, where four eyes are asked for.

    An approval of that very text by somebody who did not write in it counts; the right to publish directly exempts.
    """
    if by is None or by.has_perm(DIRECTLY):
        return
    if by.pk not in revision.writers or is_approved_by_another(revision) or not four_eyes_hold(article, revision):
        return
    if revision.state == RevisionState.IN_REVIEW:
        reason = _("You wrote in “%(article)s” yourself. It is in review; somebody else must approve it.")
    else:
        reason = _("You wrote in “%(article)s” yourself. Somebody else must approve it: send it for review.")
    raise NotPossible(reason % {"article": in_quotes(revision)})


def is_approved_by_another(revision) -> bool:
    """Whether this very text was approved by somebody who did not write in it.

    By a link that is its reader, who has no account and wrote nothing, whatever the maker of the link wrote.
    """
    if revision.state != RevisionState.APPROVED:
        return False
    return bool(revision.approved_as) or revision.approved_by_id not in {None, *revision.writers}
