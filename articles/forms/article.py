"""The article as one form over its content."""

from datetime import datetime

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from .. import checks, richtext, snapshots, workflow
from .. import text as plain
from ..editor import RichTextWidget
from ..keys import pk_of
from ..models import Article, Author, Event, Photo, Revision, Section, Source, Tag, reach_of
from ..models.comments_allowed import CommentsAllowed
from .attachments import AttachmentsField
from .fields import LAST_YEAR, BylinesField, CoverWidget, LineField, MomentField, SlugInput, TagsField, TopicsField

# What an unsaved text keeps of the form, by the names under which the browser sends it.
RAW_FIELDS = (
    "title", "slug", "lead", "body", "section", "cover", "bylines-name", "bylines-position", "bylines-organisation",
    "source", "tags", "topics", "is_featured", "comments_allowed", "published_at", "expires_at",
    "comments_end_at", "attachments-shown", "attachments-key", "attachments-title", "attachments-order",
    "attachments-remove", "opened", "seen", "known", "merges",
)  # fmt: skip


class ArticleForm(forms.ModelForm):
    """All editable content of an article as fields. It fills no model: `content()` goes to the workflow.

    It opens with the revision that was asked for, else with the newest draft of what is live now, else with that.
    """

    title = LineField(
        label=_("Title"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("Title"), "autocomplete": "off"}),
    )
    slug = forms.CharField(label=_("Address"), max_length=80, required=False, widget=SlugInput(follows="title"))
    lead = forms.CharField(
        label=_("Lead"), required=False, widget=forms.Textarea(attrs={"rows": 3, "placeholder": _("Lead")})
    )
    # Long enough for a book; the bound keeps a hostile text from busying the parser for minutes.
    body = forms.CharField(label=_("Text"), required=False, max_length=richtext.LONGEST, widget=RichTextWidget())
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"), required=False)
    cover = forms.ModelChoiceField(Photo.objects.all(), label=_("Main photo"), required=False, widget=CoverWidget)
    bylines = BylinesField(label=_("Bylines"), required=False)
    attachments = AttachmentsField()
    source = forms.ModelChoiceField(Source.objects.all(), label=_("Source"), required=False)
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Words between commas."))
    topics = TopicsField(label=_("Topics"))
    is_featured = forms.BooleanField(label=_("Featured"), required=False)
    comments_allowed = forms.ChoiceField(label=_("Comments"), choices=CommentsAllowed, initial=CommentsAllowed.INHERIT)
    published_at = MomentField(label=_("Goes up at"), help_text=_("Vietnamese time. Empty: when you publish."))
    expires_at = MomentField(label=_("Comes down at"), help_text=_("Empty: never."))
    comments_end_at = MomentField(
        label=_("Comments close at"), help_text=_("Empty: after the number of days in the rules for comments.")
    )
    apply_at = MomentField(label=_("Replaces the live version at"), help_text=_("Vietnamese time."))
    # With what it showed at first: a day that somebody else sets meanwhile stays where this person left it alone.
    review_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput(attrs={"placeholder": _("dd/mm/yyyy"), "autocomplete": "off"}),
        help_text=_("The calendar and the first screen remind the newsroom on that day. Readers see nothing of it."),
    )
    reason = forms.CharField(
        label=_("What is to be put right"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The writer reads it in the form and by mail."),
    )
    assignee = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Reviewed by"), required=False, empty_label=_("whoever has time")
    )
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"placeholder": _("dd/mm/yyyy"), "autocomplete": "off"}),
    )
    # Where the text comes from: the revision that was opened, another that is merged with it, the last publication
    # its writer knows of, the newest revision there was; and the name of this page among the unsaved texts.
    opened = forms.ModelChoiceField(Revision.objects.all(), required=False, widget=forms.HiddenInput)
    merges = forms.ModelChoiceField(Revision.objects.all(), required=False, widget=forms.HiddenInput)
    seen = forms.ModelChoiceField(Event.objects.all(), required=False, widget=forms.HiddenInput)
    known = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    key = forms.RegexField(r"[an][0-9a-zA-Z]{1,39}", required=False, widget=forms.HiddenInput)
    form = forms.RegexField(r"[0-9a-zA-Z]{1,40}", required=False, widget=forms.HiddenInput)
    continues = forms.RegexField(r"[0-9a-zA-Z]{1,40}", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = []

    # Given by the admin: the "user", the "action" that was pressed, the "section" a new article begins with
    # and what its "shell" fills in, the "revision" asked for and the one it stands "against", "live" to start from what
    # readers see, the "unsaved" text to go on with, the "refusal" of a step that failed after the form was found good.
    settings = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = self.settings.get("action", "_save")
        self.unsaved = self.settings.get("unsaved")
        self.user = self.settings.get("user")
        self.gone = []
        self.opened_revision = self.last_step = self.last_text_step = self.against = None
        self.other_drafts = []
        self.findings = []
        self.initial |= {"key": f"n{get_random_string(20)}", "form": get_random_string(20), "known": 0}
        if self.instance.pk:
            self._open()
        else:
            self.initial |= self.settings.get("shell") or {}
            self._begin_in(self.settings.get("section"))
        if self.unsaved:
            self._go_on_with(self.unsaved)
        reach = reach_of(self.user) if self.user else None
        sections = list(Section.objects.all())
        self.fields["section"].choices = [
            ("", self.fields["section"].empty_label),
            *_section_choices(sections, reach),
        ]
        self.fields["topics"].offer(self.initial.get("topics") or [])
        if self.user:
            self.fields["assignee"].queryset = reviewers()

    @property
    def is_publishing(self):
        return self.action in {"_publish", "_schedule", "_plan"}

    def _open(self):
        article = self.instance
        self.last_step, self.last_text_step = workflow.last_steps(article)
        drafts = list(article.revisions.open().select_related("created_by", "assignee").newest_first())
        current = [draft for draft in drafts if not self._is_older(draft)]
        self.live_revision = workflow.live_revision(article)
        if self.settings.get("live"):
            current = []
        self.opened_revision = self.settings.get("revision") or (current[0] if current else None)
        self.against = self.settings.get("against")
        told = {self.opened_revision, self.against}  # as are those that are planned, with their hour
        self.other_drafts = [draft for draft in drafts if draft not in told and not draft.is_planned]
        if self.opened_revision:
            content, self.gone = snapshots.resolved(self.opened_revision)
            if not self.is_stale:  # what publishing it would give
                content |= workflow.moved_times(article, self.opened_revision)
        else:
            content = snapshots.snapshot(article)
        newest = article.revisions.newest_first().values_list("pk", flat=True).first()
        self.initial |= snapshots.as_values(content)
        self.initial |= {
            "opened": self.against or self.opened_revision or self.live_revision,
            "merges": self.opened_revision if self.against else None,
            "seen": self.last_step,
            "known": newest or 0,
            "assignee": self.opened_revision and self.opened_revision.assignee_id,
            "review_on": article.review_on,
            "key": f"a{article.pk}",
        }

    def _begin_in(self, section):
        """Choose the section that a person always writes for, and say so: else nobody would look at it again."""
        if section is None or "section" in self.initial:
            return
        self.initial["section"] = section
        if not (self.is_bound or self.unsaved):
            self.fields["section"].help_text = _(
                "Chosen for you, as in your last articles. Choose another if this one belongs elsewhere."
            )

    def _go_on_with(self, unsaved):
        """Put what was typed and not saved into the fields, as it was typed: half a date too."""
        data = QueryDict(mutable=True)
        for name in RAW_FIELDS:
            if values := unsaved.data.get(name):
                data.setlist(name, [plain.normalise(str(value)) for value in values])
        for name in ("title", "slug", "lead", "body", "tags", "comments_allowed", *snapshots.TIMES):
            if name in data:
                self.initial[name] = richtext.clean(data[name]) if name == "body" else data[name]
        for name in ("section", "cover", "source", "opened", "seen", "merges"):
            try:
                self.initial[name] = self.fields[name].clean(data.get(name)) if name in data else self.initial.get(name)
            except ValidationError:
                self.initial[name] = None
        self.initial["topics"] = list(filter(None, map(pk_of, data.getlist("topics"))))
        if "bylines-name" in data:
            self.initial["bylines"] = self.fields["bylines"].widget.value_from_datadict(data, {}, "bylines")
        if (attached := self.fields["attachments"].typed(data, "attachments")) is not None:
            self.initial["attachments"] = attached
        self.initial["is_featured"] = bool(data.get("is_featured"))
        self.initial["known"] = pk_of(data.get("known", "")) or 0
        self.initial |= {"key": unsaved.key.partition("-")[0], "continues": unsaved.form}

    def _is_older(self, revision):
        return workflow.is_begun_before(revision, self.last_text_step)

    @property
    def is_stale(self):
        """Whether the article was published or withdrawn after the opened draft was begun."""
        return self.opened_revision is not None and self._is_older(self.opened_revision)

    def _post_clean(self):
        """Content goes to a revision, not to the row: there is no model to fill or to validate here."""

    def clean(self):
        cleaned = super().clean()
        for name in ("opened", "seen", "merges"):
            known = cleaned.get(name)
            if known and known.article_id != self.instance.pk:
                raise forms.ValidationError(_("This form belongs to another article. Open the article again."))
        if self.settings.get("refusal"):
            raise forms.ValidationError(self.settings["refusal"])
        if self.initial.get("body") and not cleaned.get("body"):
            # An editor that broke while loading sends nothing; that must never pass for a deleted text.
            self.add_error("body", _("The text arrived empty, but the last version has one. Open the article again."))
        if self.action == "_send_back" and not cleaned.get("reason"):
            self.add_error("reason", _("Say what is to be put right: the writer reads it."))
        self._clean_time(cleaned)
        if self.is_publishing and not self.errors:
            content = snapshots.cleaned(self.content(make_tags=False))
            self.findings = workflow.findings(content, self.instance)
            errors = checks.as_errors(checks.blocks(self.findings)) | workflow.lacks(content)
            for name, message in errors.items():
                self.add_error(name if name in self.fields else None, message)
        return cleaned

    def _clean_time(self, cleaned):
        """What the button says of the time: at once, at a preset moment, or at the one that was typed."""
        now = timezone.now()
        value = self.data.get(self.action, "") if self.is_bound else ""
        typed = cleaned.get("published_at")
        if self.action == "_publish" and value == "now":
            if typed and typed > now:
                cleaned["published_at"] = None
        elif self.action == "_publish" and self.instance.is_scheduled:
            self._keep_scheduled(cleaned, typed, now)
        if self.action == "_schedule":
            sentence = _("Say when it is to go up: a time that is still to come.")
            self._choose_time(cleaned, "published_at", value, now, sentence)
        elif self.action == "_plan":
            sentence = _("Say when the new version is to replace the live one: a time that is still to come.")
            self._choose_time(cleaned, "apply_at", value, now, sentence)

    def _keep_scheduled(self, cleaned, typed, now):
        """Let an update leave a scheduled article scheduled: at the hour typed, or at its own where there is none.

        To go up at once it has a button of its own.
        """
        if typed is None and "published_at" not in self.errors:
            cleaned["published_at"] = self.instance.published_at
        elif typed and typed <= now:
            self.add_error("published_at", _("Say when it is to go up: a time that is still to come."))

    def _choose_time(self, cleaned, name, value, now, sentence):
        """Put the moment that the button names, or else the one that was typed, into its field."""
        try:
            typed = value in {"", "typed"}
            moment = cleaned.get(name) if typed else timezone.make_aware(datetime.fromisoformat(value))
        except (ValueError, OverflowError):
            moment = None
        if moment is None or moment <= now or moment.year > LAST_YEAR:
            self.add_error(name, sentence)
        else:
            cleaned[name] = moment

    def content(self, *, make_tags=True) -> dict:
        """Return what was typed as content for workflow.save_draft; makes the tags that are new."""
        data = snapshots.EMPTY | self.cleaned_data
        authors = {plain.fold(author.name): author.pk for author in Author.objects.all()}
        slugs = {plain.slugify(name, 80): name for name in data["tags"]}
        tags = dict(Tag.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        for slug, name in slugs.items() if make_tags else []:
            if slug not in tags:
                tags[slug] = Tag.objects.get_or_create(slug=slug, defaults={"name": name})[0].pk
        attached = data["attachments"]
        return {name: data[name] for name in snapshots.PLAIN + snapshots.TIMES} | {
            "section": data["section"] and data["section"].pk,
            "source": data["source"] and data["source"].pk,
            "cover": data["cover"] and data["cover"].pk,
            "tags": sorted(tags.values()),
            "topics": sorted(topic.pk for topic in data["topics"]),
            "attachments": self.initial.get("attachments", []) if attached is None else attached,
            "bylines": [row | {"author": authors.get(plain.fold(row["name"]))} for row in data["bylines"]],
        }

    def draft_content(self) -> dict:
        """Return whatever is valid so far as cleaned content, for previews and checks; makes nothing."""
        return snapshots.cleaned(self.content(make_tags=False))


def reviewers():
    """Return the members of staff who may review, in the order of their given names."""
    people = get_user_model().objects.with_perm(
        "articles.review_article", backend="django.contrib.auth.backends.ModelBackend"
    )
    return people.filter(is_staff=True).order_by("first_name", "username")


def _section_choices(sections, reach):
    """Sections in order, those below one indented under it; only those within reach, where there is a limit."""
    for top in sections:
        below = [child for child in sections if child.parent_id == top.pk]
        if top.parent_id is None:
            for section in (top, *below):
                if reach is None or section.pk in reach:
                    yield section.pk, section.name if section is top else f"— {section.name}"
