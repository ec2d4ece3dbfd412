"""The checks themselves: each yields field, message and, where there is one, the passage."""

import re
from collections import Counter

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import prose
from .. import text as plain
from ..models import Article
from ..prose import Passage, Private
from .kinds import Check
from .reading import LONGEST_QUOTE

# Words in brackets; numbers of notes and "[…]" for what a quotation leaves out are none.
GAP = re.compile(r"\[(?P<words>[^\[\]]{0,200}?[^\W\d_]{2}[^\[\]]{0,200})\]")
NO_GAPS = {"sic", "nguyên văn"}
OF_PICTURES = {Check.TAKEN_DOWN, Check.COVER_ALT, Check.FIGURE_ALT, Check.CREDIT}
START = 6  # words of a sentence that its message quotes


def _title(draft):
    if not draft.title:
        yield "title", _("An article needs a title before it is published.")


def _section(draft):
    if not draft.has_section:
        yield "section", _("Choose a section before you publish.")


def _lead(draft):
    if not draft.lead:
        yield "lead", _("The article has no lead: say in one or two sentences what matters most.")


def _body_text(draft):
    if not draft.prose and not draft.body.pictures:
        yield "body", _("There is no text to publish yet.")


def _gaps(draft):
    """Places that a story shell left for the writer, or a paste for a picture: "[địa điểm]", "[Ảnh: …]".

    Equal ones are one finding, which leads to the first.
    """
    fields, counts = {}, Counter()
    for passage in [Passage(draft.title, "title"), *draft.prose]:
        for gap in GAP.finditer(passage.text):
            if gap["words"].casefold() not in NO_GAPS:
                fields.setdefault(gap[0], passage.field)
                counts[gap[0]] += 1
    for gap, count in counts.items():
        one = _("“%(gap)s” is still to be filled in.")
        many = ngettext(
            "“%(gap)s” is still to be filled in (%(count)d place).",
            "“%(gap)s” is still to be filled in (%(count)d places).",
            count,
        )
        yield fields[gap], (one if count == 1 else many) % {"gap": _cut(gap, 60), "count": count}, gap[:LONGEST_QUOTE]


def _taken_down(draft):
    """What readers don't get to see: nobody who opens the form would find out, for the desk shows what was chosen."""
    if draft.cover and draft.cover.is_taken_down:
        message = _("The main photo was taken down (%(reason)s): readers don't see it. Choose another or remove it.")
        yield "cover", message % {"reason": _cut(draft.cover.take_down_reason, 80)}
    for picture in draft.body.pictures:
        photo = draft.photo_of(picture)
        if photo and photo.is_taken_down:
            message = _(
                "%(picture)s was taken down (%(reason)s): readers see a grey field in its place. Choose another or "
                "remove it."
            )
            values = {"picture": _name_of(picture), "reason": _cut(photo.take_down_reason, 80)}
            yield "body", message % values, picture.caption


def _attachments_gone(draft):
    for title, attachment in draft.attachments_gone:
        message = _(
            "The attachment “%(title)s” was taken down (%(reason)s): readers can't open it. Remove it from the list."
        )
        values = {"title": _cut(title, 60), "reason": _cut(attachment.take_down_reason, 80)}
        yield "attachments", message % values, title


def _cover_alt(draft):
    if draft.is_cover_shown and not draft.cover.alt.strip():
        yield "cover", _("The main photo has no description for people who can't see it.")


def _figure_alt(draft):
    for picture in draft.shown_pictures():
        if not picture.has_description:
            message = _("%(picture)s has no description for people who can't see it.")
            yield "body", message % {"picture": _name_of(picture)}, picture.caption


def _name_of(picture):
    values = {"number": picture.number, "caption": _cut(picture.caption, 60)}
    if picture.caption:
        return _("Picture %(number)d in the text (“%(caption)s”)") % values
    return _("Picture %(number)d in the text") % values


def _cut(words, length):
    return words if len(words) <= length else f"{words[: length - 1]}…"


def _dead_links(draft):
    for link in draft.body.links:
        target = draft.targets.get(link.address)
        if target and target not in draft.existing:
            words = plain.one_line(link.words)
            values = {
                "words": _cut(words or link.address, 80),
                "address": _cut(link.address, 120),
            }
            if target[0] == "article":
                message = _("The link “%(words)s” leads to an article that readers can't open: %(address)s.")
            else:
                message = _("The link “%(words)s” leads nowhere: this site has no page %(address)s.")
            yield "body", message % values, words


def _personal_data(draft):
    messages = {
        Private.MOBILE: _("A mobile phone number stands in the text: %(number)s. Keep it only if its owner agrees."),
        Private.LANDLINE: _("A landline number stands in the text: %(number)s. Keep it only if it is an office's."),
        Private.IDENTITY: _("An identity card number stands in the text: %(number)s. Take it out."),
        Private.ACCOUNT: _("A bank account number stands in the text: %(number)s. Make sure that it may be public."),
    }
    for number in draft.numbers:
        yield number.field, messages[number.kind] % {"number": number.masked}, number.quote


def _credit(draft):
    if draft.is_cover_shown and not draft.cover.credit.strip():
        yield "cover", _("The main photo has no credit: say who took it.")
    for picture in draft.shown_pictures():
        credit = draft.credit_of(picture)
        if picture.is_credited or (credit and credit.casefold() in picture.caption.casefold()):
            continue
        message = _("%(picture)s has no credit: say in its caption who took it.")
        if credit:
            message = _("%(picture)s doesn't show its credit, “%(credit)s”: write it into the caption.")
        yield "body", message % {"picture": _name_of(picture), "credit": credit}, picture.caption


def _cover_missing(draft):
    if not draft.cover:
        yield "cover", _("The article has no main photo, so lists show it without a picture.")


def _title_too_long(draft):
    if len(draft.title) > draft.title_length:
        message = _("The title has %(length)d characters; up to %(limit)d are read well in lists and search results.")
        yield "title", message % {"length": len(draft.title), "limit": draft.title_length}, draft.title


def _long_sentences(draft):
    for passage in draft.prose:
        for sentence in prose.sentences(passage.text):
            length = prose.syllables(sentence)
            if length > draft.sentence_syllables:
                message = _("The sentence “%(start)s…” has %(length)d syllables, more than %(limit)d. Make two of it.")
                start = " ".join(sentence[:100].split()[:START])
                values = {"start": start, "length": length, "limit": draft.sentence_syllables}
                yield passage.field, message % values, sentence[:LONGEST_QUOTE]


def _abbreviations(draft):
    message = _("“%(form)s” isn't spelled out where it first stands. Write the full name and “(%(form)s)” behind it.")
    for short in draft.short_forms:
        yield short.field, message % {"form": short.form}, short.form


def _tone_marks(draft):
    for mark in draft.tone_marks:
        message = _("The text writes both “%(word)s” and “%(other)s”. Keep to one of them.")
        if plain.fold(mark.word) != plain.fold(mark.other):
            message = _("“%(word)s” has its tone mark in another place than “%(other)s”. Keep to one way.")
        yield mark.field, message % {"word": mark.word, "other": mark.other}, mark.quote


def praise(draft, wrong):
    """Sum up what is right, so that an editor sees what was looked at."""
    parts = {Check.LEAD: "lead", Check.SECTION: "section"}
    if draft.article is None or draft.article.pk is None:
        del parts[Check.SECTION]  # perhaps nobody chose it: the form of a new article chooses the usual one by itself
    there = [name for code, name in parts.items() if code not in wrong] + ["source"] * draft.has_source
    if there:
        names = ", ".join(str(Article._meta.get_field(name).verbose_name) for name in there)
        yield Check.LEAD, there[0], _("%(names)s: in place.") % {"names": capfirst(names)}
    if (draft.cover or draft.body.pictures) and not wrong & OF_PICTURES:
        yield Check.CREDIT, "cover", _("Every picture has a description and a credit.")
    if draft.targets and Check.DEAD_LINK not in wrong:
        yield Check.DEAD_LINK, "body", _("All links inside the site lead to a page.")
    if Check.PERSONAL_DATA not in wrong:
        yield Check.PERSONAL_DATA, "body", _("No phone number and no identity card number in the article.")
    if draft.prose and Check.LONG_SENTENCES not in wrong:
        message = _("No sentence has more than %(limit)d syllables.")
        yield Check.LONG_SENTENCES, "body", message % {"limit": draft.sentence_syllables}
    if draft.prose and not wrong & {Check.ABBREVIATIONS, Check.TONE_MARKS}:
        yield Check.ABBREVIATIONS, "body", _("Short forms and tone marks are in order.")


CHECKS = {
    Check.TITLE: _title,
    Check.SECTION: _section,
    Check.LEAD: _lead,
    Check.TEXT: _body_text,
    Check.GAP: _gaps,
    Check.TAKEN_DOWN: _taken_down,
    Check.ATTACHMENT_GONE: _attachments_gone,
    Check.COVER_ALT: _cover_alt,
    Check.FIGURE_ALT: _figure_alt,
    Check.DEAD_LINK: _dead_links,
    Check.PERSONAL_DATA: _personal_data,
    Check.CREDIT: _credit,
    Check.COVER_MISSING: _cover_missing,
    Check.TITLE_LENGTH: _title_too_long,
    Check.LONG_SENTENCES: _long_sentences,
    Check.ABBREVIATIONS: _abbreviations,
    Check.TONE_MARKS: _tone_marks,
}
