"""The documents under an article, in the article's form: rows with the title each has there, in their order."""

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from .. import text as plain
from ..keys import pk_of
from ..models import Attachment
from .fields import LineField

MOST = 20
LONGEST_TITLE = 200
PARTS = ("key", "title", "order")


class AttachmentsWidget(forms.Widget):
    """Rows of a document's key, its title and its place, and a box that removes it (static/js/attachments.js)."""

    template_name = "articles/admin/attachments.html"
    use_fieldset = True

    class Media:
        js = [Script("js/attachments.js", defer=True)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = [row for row in value or [] if pk_of(row["attachment"]) is not None]
        known = Attachment.objects.in_bulk([int(row["attachment"]) for row in rows]) if rows else {}
        context["rows"] = [
            {"attachment": known[int(row["attachment"])], "title": row["title"], "is_removed": row.get("is_removed")}
            for row in rows
            if int(row["attachment"]) in known
        ]
        context["lost"] = [row["title"] for row in rows if int(row["attachment"]) not in known]
        context["most"] = MOST
        context["accepted"] = ",".join(f".{kind}" for kind in Attachment.Kind.values)
        return context

    def value_from_datadict(self, data, files, name):
        """Return the rows in the order of their numbers, those that are to go marked; None where none were shown."""
        if self.value_omitted_from_data(data, files, name):
            return None
        columns = [data.getlist(f"{name}-{part}")[: 2 * MOST] for part in PARTS]
        removed = set(data.getlist(f"{name}-remove")[: 2 * MOST])
        rows = [
            {"attachment": key, "title": title, "order": _number(order), "is_removed": key in removed}
            for key, title, order in zip(*columns, strict=False)
        ]
        return sorted(rows, key=lambda row: row["order"])

    def value_omitted_from_data(self, data, files, name):
        """An empty list sends no row; only a page that knows nothing of documents sends no mark either."""
        return f"{name}-shown" not in data


class AttachmentsField(forms.Field):
    """Cleans to [{"attachment": key, "title": words}, …] as a version's content has it; None: not sent."""

    widget = AttachmentsWidget

    def __init__(self, **kwargs):
        super().__init__(required=False, label=_("Attachments"), **kwargs)

    def bound_data(self, data, initial):
        return initial if data is None else data

    def typed(self, data, name):
        """Return what was sent, valid or not, without what can't be shown; None where the list was not sent."""
        rows = self.widget.value_from_datadict(data, {}, name)
        shown = [row for row in kept(rows or []) if pk_of(row["attachment"]) is not None]
        return None if rows is None else [row | {"attachment": int(row["attachment"])} for row in shown]

    def clean(self, value):
        if value is None:
            return None
        rows = kept(value)
        if len(rows) > MOST:
            raise forms.ValidationError(_("An article can offer %(most)s documents.") % {"most": MOST})
        keys = [pk_of(row["attachment"]) for row in rows]
        if None in keys or len(set(keys)) != len(keys):
            raise forms.ValidationError(_("The list of documents can't be read. Open the article again."))
        known = Attachment.objects.in_bulk(keys) if keys else {}
        if len(known) != len(keys):
            raise forms.ValidationError(_("A document is no longer in the library. Remove it from the list."))
        if long := next((row["title"] for row in rows if len(row["title"]) > LONGEST_TITLE), None):
            raise forms.ValidationError(_("The title “%(title)s…” is too long.") % {"title": long[:40]})
        return [
            {"attachment": int(row["attachment"]), "title": row["title"] or known[int(row["attachment"])].title}
            for row in rows
        ]

    def has_changed(self, initial, data):
        rows = [row | {"attachment": str(row["attachment"])} for row in kept(initial or [])]
        return data is not None and rows != kept(data)


class AttachmentUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Document file"),
        help_text=_("It is offered as it is: the writer's name and comments in it can be read by everybody."),
    )
    title = LineField(
        label=_("Title"), max_length=LONGEST_TITLE, required=False, help_text=_("Empty: the name of the file.")
    )


class TakeDownAttachmentForm(forms.Form):
    reason = LineField(label=_("Reason"), max_length=300, help_text=_("Readers see it at the document's address."))


def kept(rows):
    """Return the rows that stay, with their titles as they are stored."""
    return [
        {"attachment": row["attachment"], "title": plain.one_line(row["title"])}
        for row in rows
        if not row.get("is_removed")
    ]


def _number(value):
    """A typed place; what is no number stands last."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 99_999
