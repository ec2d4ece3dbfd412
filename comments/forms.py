"""The reader's form, as on the source page: Họ tên, Số điện thoại, Tiêu đề, Nội dung, Mã xác nhận, and consent."""

from functools import partial

from django import forms
from django.utils.formats import number_format
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import text as plain

from . import captcha, receipts
from .contact import normalised_phone

LONGEST_CODE = 200  # characters that are looked at
MARKS = 5  # code points that one letter may be typed with: itself, its shape, its tone, and room
in_thousands = lazy(partial(number_format, force_grouping=True), str)


class KeptInput(forms.HiddenInput):
    """An unseen input whose value is the server's: on a reload Firefox would put back what stood there before.

    HTML allows autocomplete="off", which forbids that, on a text input alone; so it is one that doesn't show.
    """

    input_type = "text"
    is_hidden = True

    def __init__(self):
        super().__init__({"autocomplete": "off", "hidden": True})


class CountedField(forms.CharField):
    """Text whose length is counted as people count it: after normalisation, so that NFD costs nobody half his text."""

    def __init__(self, *, shortest, longest, normalise, **kwargs):
        super().__init__(
            strip=False, help_text=format_lazy(_("at most {n} characters"), n=in_thousands(longest)), **kwargs
        )
        self.shortest, self.longest, self.normalise = shortest, longest, normalise
        # The browser counts what was typed, marks apart; the limit in the markup leaves room, the server decides.
        self.widget.attrs |= {"data-count": longest, "minlength": shortest}

    def to_python(self, value):
        """Normalise; what is longer than any text of this length could be as typed is refused unread.

        Composing a long run of marks takes time that grows with its square, so it must be bounded before.
        """
        typed = super().to_python(value)
        if len(typed) > self.longest * MARKS:
            raise forms.ValidationError(_("This is far too long; at most %(n)d characters.") % {"n": self.longest})
        return self.normalise(typed)

    def validate(self, value):
        super().validate(value)
        if value and len(value) < self.shortest:
            raise forms.ValidationError(
                ngettext("At least %(n)d character, please.", "At least %(n)d characters, please.", self.shortest)
                % {"n": self.shortest}
            )
        if len(value) > self.longest:
            raise forms.ValidationError(
                ngettext(
                    "This is %(over)d character too long; at most %(n)d.",
                    "This is %(over)d characters too long; at most %(n)d.",
                    len(value) - self.longest,
                )
                % {"over": len(value) - self.longest, "n": self.longest}
            )


class CommentForm(forms.Form):
    name = CountedField(
        label=_("Full name"),
        shortest=2,
        longest=100,
        normalise=plain.one_line,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=40,
        help_text=_("never shown to others"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    title = CountedField(
        label=_("Title of the comment"),
        shortest=5,
        longest=150,
        normalise=plain.one_line,
        widget=forms.TextInput,  # with autocomplete off a browser would not put it back on the way back
    )
    text = CountedField(
        label=_("Your comment"),
        shortest=5,
        longest=2000,
        normalise=plain.paragraphs,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    answer = forms.CharField(
        label=_("Confirmation code"),
        required=False,
        max_length=20,
        help_text=_("five digits, in the picture or in the sound"),
        # Required unless it was solved already, and then it isn't shown.
        widget=forms.TextInput(attrs={"required": True, "autocomplete": "off", "inputmode": "numeric"}),
    )
    consent = forms.BooleanField(
        label=_("I agree"),
        error_messages={"required": _("Without your consent we may not store the comment.")},
        # Or a screen reader calls a required box wrong that nobody has come to yet.
        widget=forms.CheckboxInput(attrs={"aria-invalid": "false"}),
    )
    # A field that people don't see (.trap in the style sheet) and programs fill in.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    form = forms.CharField(required=False, max_length=300, widget=KeptInput)
    key = forms.CharField(required=False, max_length=60, widget=KeptInput)
    solved = forms.CharField(required=False, max_length=300, widget=KeptInput)
    consent_text = forms.CharField(required=False, max_length=20, widget=KeptInput)

    def __init__(self, *args, article_id, consent, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.article_id = article_id
        self.agreed_to = consent
        self.proof = ""

    def words(self):
        """Return name, title, text and phone as they would be stored, whatever else is wrong with the form."""
        found = {}
        for name in ("name", "title", "text"):
            try:
                found[name] = self.fields[name].to_python(self.data.get(name, ""))
            except forms.ValidationError:
                found[name] = None
        return found | {"phone": normalised_phone(plain.one_line(self.data.get("phone", "")[:40]))}

    def keep_proof(self):
        """Keep a proof of a solved captcha that came with the form, where the form itself isn't checked."""
        solved = self.data.get("solved", "")[:300]
        self.proof = solved if self.nonce and captcha.is_solved(solved, self.nonce) else ""

    @property
    def nonce(self):
        return receipts.nonce_of(self.data.get("form", "")[:300], self.article_id)

    def clean_phone(self):
        typed = plain.one_line(self.cleaned_data["phone"])
        if not typed:
            return ""
        phone = normalised_phone(typed)
        if not phone:
            raise forms.ValidationError(
                _("“%(typed)s” does not look like a phone number. Correct it, or leave the field empty.")
                % {"typed": typed}
            )
        return phone

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("consent") and cleaned.get("consent_text") != str(self.agreed_to.pk):
            self.add_error("consent", _("The text that you agree to was changed. Please read it once more."))
        self._check_captcha(cleaned)
        return cleaned

    def _check_captcha(self, cleaned):
        """Ask for the captcha once: a right answer is proven to the same form while other fields are put right."""
        nonce = self.nonce
        if not nonce:
            self.add_error(None, _("The form had been open for too long. Your words are still here; send them again."))
        if nonce and captcha.is_solved(cleaned.get("solved", ""), nonce):
            self.proof = cleaned["solved"]
        elif not cleaned.get("answer"):
            self.add_error("answer", _("Type the five digits of the picture or of the sound."))
        elif not captcha.is_right(cleaned.get("key", ""), cleaned["answer"], nonce):
            self.add_error("answer", _("The digits don't match, or the code had expired. Here is a new one."))
        elif nonce:
            self.proof = captcha.solved(nonce)


class CodeField(forms.CharField):
    """A look-up code. Nothing that can be typed is malformed: what leads nowhere leads nowhere, in the same words."""

    def to_python(self, value):
        return "".join(sign for sign in super().to_python(value)[:LONGEST_CODE] if sign.isalnum())


class LookupForm(forms.Form):
    code = CodeField(
        label=_("Look-up code"),
        required=False,
        help_text=_("from your receipt; capitals and dashes make no difference"),
        widget=forms.TextInput(
            attrs={"required": True, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
    )
