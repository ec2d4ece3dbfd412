"""What this person is writing: notes to answer, words that are not saved, drafts."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles import prose, richtext, workflow
from articles.keys import pk_of
from articles.models import Article, Note, Revision, UnsavedText, reach_of
from articles.states import RevisionState, Status, Step
from articles.wording import actor_of

from .rows import (
    SHOWN,
    Action,
    Block,
    Row,
    all_rows,
    form_address,
    heads,
    list_address,
    step_button,
    total_of,
    without_text,
)

COUNTED = 60_000  # characters up to which the words of a text are counted for the first screen


def notes(user, rights):
    """Open threads in which somebody else had the last word: on texts this person wrote in, or that they talk in."""
    head = Coalesce(OuterRef("answers_to"), OuterRef("pk"))
    thread = Note.objects.filter(Q(pk=head) | Q(answers_to=head))
    wrote = Revision.objects.filter(article=OuterRef("article"), created_by=user)
    last = Note.objects.filter(
        Q(article__created_by=user) | Exists(wrote) | Exists(thread.filter(by=user)),
        Q(answers_to=None, resolved_at=None) | Q(answers_to__isnull=False, answers_to__resolved_at=None),
        ~Exists(Note.objects.filter(answers_to=head, pk__gt=OuterRef("pk"))),
        ~Q(article__status=Status.TRASHED),
    ).exclude(by=user)
    if not (rights["change"] or rights["review"]):
        last = last.filter(article__created_by=user)
    if reach_of(user) is not None:
        last = last.filter(article__in=Article.objects.in_reach_of(user))
    last = last.select_related("by", "article", "revision").defer(*without_text("article", "revision"))
    found = list(last.annotate(total=all_rows()).order_by("-pk")[:SHOWN])
    return Block([_note_row(note) for note in found], total_of(found))


def _note_row(note):
    row = Row(f"ghi-chu-{note.pk}", str(note.revision or note.article), f"{form_address(note.article)}#ghi-chu")
    row.state = _("Answer") if note.answers_to_id else _("Note")
    row.facts = [(note.actor, note.at)]
    row.quote = Truncator(note.text).chars(140)
    row.actions = [Action(_("Answer it"), row.url)]
    return row


def drafts(user):
    """What this person is writing: first the words that are not saved, then drafts, the newest first.

    A draft is theirs where they saved it last or began the article: an editor's correction does not take it away.
    """
    typed = UnsavedText.objects.filter(user=user, is_closed=False).exclude(article__status=Status.TRASHED)
    typed = list(typed.annotate(total=all_rows()).order_by("-saved_at")[:SHOWN])
    own = heads(user, with_text=True).filter(state=RevisionState.DRAFT)
    begun = Article.objects.filter(created_by=user).values("pk")  # as keys, so that SQLite can use both indexes
    own = own.filter(Q(created_by=user) | Q(article__in=begun))
    own = own.exclude(article__in=[text.article_id for text in typed if text.article_id])
    saved = list(own.annotate(total=all_rows()).order_by("-pk")[:SHOWN])
    rows = [*map(_unsaved_row, typed), *(_draft_row(revision, user) for revision in saved)]
    return Block(rows[:SHOWN], total_of(typed) + total_of(saved), list_address(duyet=RevisionState.DRAFT))


def _unsaved_row(text):
    address = form_address(text) if text.article_id else f"{reverse('admin:articles_article_add')}?tiep={text.key}"
    row = Row(f"chua-luu-{text.pk}", str(text), address, "due", _("Not saved"))
    words = _words(*(text.data.get(name, [""])[0] for name in ("lead", "body") if text.data.get(name)))
    row.facts = [(_("kept"), text.saved_at), (words, None)]
    drop = Action(_("Drop"), reverse("admin:drop_unsaved", args=[text.pk]), {"drop": "1"})
    row.actions = [Action(_("Go on writing"), address), drop]
    return row


def _draft_row(revision, user):
    article = revision.article
    row = Row(f"nhap-{revision.pk}", str(revision), form_address(article, revision), state=revision.get_state_display())
    row.facts = [(_("saved"), revision.created_at)]
    if revision.created_by_id != user.pk:
        row.facts = [(_("saved by %(who)s") % {"who": actor_of(revision.created_by)}, revision.created_at)]
    row.facts.append((_words(revision.content.get("lead", ""), revision.content.get("body", "")), None))
    if article.is_published:
        row.facts.append((_("new version of a published article"), None))
    if workflow.may(user, Step.SAVE_DRAFT, article, revision):
        row.actions = [Action(_("Go on writing"), row.url), step_button(_("Drop"), "discard", article, revision)]
    return row


def _words(*texts):
    if sum(map(len, texts)) > COUNTED:
        return _("a long text")
    count = sum(prose.syllables(richtext.to_text(text)) for text in texts)
    return _("%(count)d words") % {"count": count}


def dropped(request):
    """The unsaved text that this person has just dropped, to take it back."""
    key = pk_of(request.GET.get("bo", ""))
    if key is None:
        return None
    return UnsavedText.objects.filter(pk=key, user=request.user, is_closed=True).exclude(data={}).first()
