"""The forms of the newsroom: the article as one form over its content, the withdrawal, the photo upload."""

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from . import snapshots, workflow
from . import text as plain
from .editor import RichTextWidget
from .models import Article, Author, Event, Photo, Revision, Section, Source, Tag
from .models.comments_allowed import CommentsAllowed

MAX_BYLINES = 12


class LineField(forms.CharField):
    """One line of text, normalised before it is measured: some characters grow under NFC, others vanish."""

    def to_python(self, value):
        return plain.one_line(super().to_python(value))


class SlugInput(forms.TextInput):
    """A slug that follows the field named in data-slug-from while it is typed (static/js/slug.js)."""

    def __init__(self, *, follows, attrs=None):
        super().__init__({"data-slug-from": f"id_{follows}", "spellcheck": "false", **(attrs or {})})

    class Media:
        js = [Script("js/slug.js", defer=True)]


class BylinesWidget(forms.Widget):
    """Rows of name, position and organisation; their order on the page is the order of the bylines."""

    template_name = "articles/admin/bylines.html"

    class Media:
        js = [Script("js/bylines.js", defer=True)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = list(value or [])
        context["rows"] = rows + [{}] * max(1, min(2, MAX_BYLINES - len(rows)))
        context["authors"] = sorted(Author.objects.all(), key=lambda author: plain.sort_key(author.name))
        return context

    def value_from_datadict(self, data, files, name):
        keys = ("name", "position", "organisation")
        columns = [data.getlist(f"{name}-{key}")[:MAX_BYLINES] for key in keys]
        return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=False)]

    def value_omitted_from_data(self, data, files, name):
        return f"{name}-name" not in data


class BylinesField(forms.Field):
    widget = BylinesWidget

    def to_python(self, value):
        rows = [{key: plain.one_line(part) for key, part in row.items()} for row in value or []]
        return [row for row in rows if any(row.get(key) for key in ("name", "position", "organisation"))]

    def validate(self, value):
        for row in value:
            if not row["name"]:
                raise forms.ValidationError(
                    _("“%(role)s” has no name beside it.") % {"role": row["position"] or row["organisation"]}
                )
            if len(row["name"]) > 100 or max(len(row["position"]), len(row["organisation"])) > 200:
                raise forms.ValidationError(_("The byline of “%(name)s” is too long.") % {"name": row["name"][:40]})

    def has_changed(self, initial, data):
        names = ("name", "position", "organisation")
        return [[row.get(n, "") for n in names] for row in initial or []] != [
            [row[n] for n in names] for row in self.to_python(data)
        ]


class TagsField(forms.CharField):
    """Tags as words between commas; words that differ in marks or case alone are one tag."""

    def prepare_value(self, value):
        if isinstance(value, list):
            return ", ".join(Tag.objects.filter(pk__in=value).values_list("name", flat=True))
        return value

    def clean(self, value):
        names = [plain.one_line(name) for name in super().clean(value).split(",")]
        names = [name for name in names if plain.slugify(name)]
        too_long = [name for name in names if len(name) > 60]
        if too_long:
            raise forms.ValidationError(_("“%(tag)s…” is too long for a tag.") % {"tag": too_long[0][:40]})
        return list({plain.slugify(name): name for name in names}.values())

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class CoverWidget(forms.TextInput):
    """The main photo: its picture, and a button that opens the library (static/js/cover.js)."""

    input_type = "hidden"
    template_name = "articles/admin/cover.html"

    class Media:
        js = [Script("js/cover.js", defer=True)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        key = str(value or "")
        context["photo"] = Photo.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
        return context


class MomentField(forms.DateTimeField):
    """A moment typed as "13:58 12/10/2020", between 1900 and 9998."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"placeholder": _("HH:MM dd/mm/yyyy"), "autocomplete": "off"})
        super().__init__(widget=widget, required=False, **kwargs)

    def clean(self, value):
        moment = super().clean(value)
        if moment and not 1900 <= moment.year <= 9998:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment


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
    body = forms.CharField(label=_("Text"), required=False, max_length=400_000, widget=RichTextWidget())
    section = forms.ModelChoiceField(Section.objects.all(), label=_("Section"), required=False)
    cover = forms.ModelChoiceField(Photo.objects.all(), label=_("Main photo"), required=False, widget=CoverWidget)
    bylines = BylinesField(label=_("Bylines"), required=False)
    source = forms.ModelChoiceField(Source.objects.all(), label=_("Source"), required=False)
    tags = TagsField(label=_("Tags"), required=False, help_text=_("Words between commas."))
    is_featured = forms.BooleanField(label=_("Featured"), required=False)
    comments_allowed = forms.ChoiceField(label=_("Comments"), choices=CommentsAllowed, initial=CommentsAllowed.INHERIT)
    published_at = MomentField(label=_("Goes up at"), help_text=_("Vietnamese time. Empty: when you publish."))
    expires_at = MomentField(label=_("Comes down at"), help_text=_("Empty: never."))
    opened = forms.ModelChoiceField(Revision.objects.all(), required=False, widget=forms.HiddenInput)
    seen = forms.ModelChoiceField(Event.objects.all(), required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = []

    # Given by the admin: "is_publishing", the "section" a new article begins with, the "revision" asked for.
    settings = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_publishing = self.settings.get("is_publishing", False)
        self.gone = []
        self.opened_revision = self.last_step = None
        self.other_drafts = []
        if self.instance.pk:
            self._open()
        else:
            self.initial.setdefault("section", self.settings.get("section"))
        self.fields["section"].choices = [("", self.fields["section"].empty_label), *_section_choices()]

    def _open(self):
        article = self.instance
        self.last_step = workflow.last_public_step(article)
        drafts = list(article.revisions.open().select_related("created_by").newest_first())
        current = [draft for draft in drafts if not self._is_older(draft)]
        self.opened_revision = self.settings.get("revision") or (current[0] if current else None)
        self.other_drafts = [draft for draft in drafts if draft != self.opened_revision]
        if self.opened_revision:
            content, self.gone = snapshots.resolved(self.opened_revision)
        else:
            content = snapshots.snapshot(article)
        self.initial |= snapshots.as_values(content)
        self.initial |= {"opened": self.opened_revision or workflow.live_revision(article), "seen": self.last_step}

    def _is_older(self, revision):
        return revision.seen_id != getattr(self.last_step, "pk", None)

    @property
    def is_stale(self):
        """Whether the article was published or withdrawn after the opened draft was begun."""
        return self.opened_revision is not None and self._is_older(self.opened_revision)

    def _post_clean(self):
        """Content goes to a revision, not to the row: there is no model to fill or to validate here."""

    def clean(self):
        cleaned = super().clean()
        for name in ("opened", "seen"):
            known = cleaned.get(name)
            if known and known.article_id != self.instance.pk:
                raise forms.ValidationError(_("This form belongs to another article. Open the article again."))
        if self.initial.get("body") and not cleaned.get("body"):
            # An editor that broke while loading sends nothing; that must never pass for a deleted text.
            self.add_error("body", _("The text arrived empty, but the last version has one. Open the article again."))
        if self.is_publishing and not self.errors:
            for name, message in workflow.lacks(snapshots.cleaned(self.content(make_tags=False))).items():
                self.add_error(name, message)
        return cleaned

    def content(self, *, make_tags=True) -> dict:
        """Return what was typed as content for workflow.save_draft; makes the tags that are new."""
        data = self.cleaned_data
        authors = {plain.fold(author.name): author.pk for author in Author.objects.all()}
        tags = []
        for name in data["tags"] if make_tags else []:
            tags.append(Tag.objects.get_or_create(slug=plain.slugify(name, 80), defaults={"name": name})[0].pk)
        return {name: data[name] for name in snapshots.PLAIN + snapshots.TIMES} | {
            "section": data["section"] and data["section"].pk,
            "source": data["source"] and data["source"].pk,
            "cover": data["cover"] and data["cover"].pk,
            "tags": tags,
            "bylines": [row | {"author": authors.get(plain.fold(row["name"]))} for row in data["bylines"]],
        }


def _section_choices():
    """Sections in order, those below one indented under it."""
    sections = list(Section.objects.all())
    for top in sections:
        if top.parent_id is None:
            yield top.pk, top.name
            yield from ((child.pk, f"— {child.name}") for child in sections if child.parent_id == top.pk)


class NamedForm(forms.ModelForm):
    """For things with a name and a slug: any typed address becomes a slug, an empty one follows the name."""

    slug = forms.CharField(label=_("Address"), required=False, max_length=200, widget=SlugInput(follows="name"))

    def clean_slug(self):
        slug = plain.slugify(self.cleaned_data["slug"]) or plain.slugify(self.cleaned_data.get("name", ""))
        if not slug:
            raise forms.ValidationError(_("An address needs at least one letter or digit."))
        return slug


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Readers see it at the article's address."), strip=True
    )


class PhotoUploadForm(forms.Form):
    file = forms.FileField(label=_("Photo file"))
    alt = LineField(
        label=_("Description for people who can't see it"),
        max_length=250,
        help_text=_("Say what the picture shows, in one sentence."),
    )
    caption = LineField(label=_("Caption"), max_length=300, required=False)
    credit = LineField(label=_("Photo credit"), max_length=120, required=False)
