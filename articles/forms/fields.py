"""Fields and widgets for what a newsroom types: lines, addresses, bylines, tags, moments, the main photo."""

from django import forms
from django.conf import settings
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from .. import text as plain
from ..keys import pk_of
from ..models import Author, Photo, Tag, Topic

MAX_BYLINES = 12
LAST_YEAR = 9998  # the one after overflows when a zone is applied


class LineField(forms.CharField):
    """One line of text, normalised before it is measured: some characters grow under NFC, others vanish."""

    def to_python(self, value):
        return plain.one_line(super().to_python(value))


class ParagraphsField(forms.CharField):
    """Plain text of several lines, normalised before it is measured."""

    def to_python(self, value):
        return plain.paragraphs(super().to_python(value))


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
        js = [Script("js/article-fields.js", defer=True)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if any(row.values())]  # what was sent holds the empty ones too
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


class TopicsField(forms.ModelMultipleChoiceField):
    """The topics that an article belongs to, as boxes to tick. One whose story has ended shows where it is ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(Topic.objects.all(), required=False, **kwargs)

    def offer(self, chosen):
        """Show what may be chosen today: topics that go on, and those that `chosen` (their keys) holds already."""
        keys = set(map(pk_of, chosen))
        topics = [topic for topic in Topic.objects.all() if not topic.is_closed or topic.pk in keys]
        topics.sort(key=lambda topic: (topic.order, plain.sort_key(topic.name)))
        self.offered = {str(topic.pk) for topic in topics}
        self.choices = [(topic.pk, topic.name) for topic in topics]

    def clean(self, value):
        """Take what was offered alone: a key that is none, and a story that has ended meanwhile, are refused."""
        strange = [key for key in value or [] if str(key) not in self.offered]
        if strange:
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice", params={"value": str(strange[0])[:20]})
        return super().clean(value)


class CoverWidget(forms.TextInput):
    """The main photo: its picture, and a button that opens the library (static/js/article-fields.js).

    Without scripts its number is typed.
    """

    template_name = "articles/admin/cover.html"

    class Media:
        js = [Script("js/article-fields.js", defer=True)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        key = pk_of(value)
        context["photo"] = Photo.objects.filter(pk=key).first() if key else None
        context["most_megabytes"] = settings.PHOTO_MAX_MEGABYTES
        return context


class MomentField(forms.DateTimeField):
    """A moment typed as "13:58 12/10/2020", between 1900 and 9998."""

    default_error_messages = {
        "invalid": _("Please write the moment as hour:minute day/month/year, for example 07:00 05/11/2026.")
    }

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"placeholder": _("HH:MM dd/mm/yyyy"), "autocomplete": "off"})
        super().__init__(widget=widget, required=False, **kwargs)

    def clean(self, value):
        moment = super().clean(value)
        if moment and not 1900 <= moment.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment
