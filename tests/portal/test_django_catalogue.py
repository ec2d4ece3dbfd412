"""Django's own words in Vietnamese: its catalogue, with our supplement laid over it as LOCALE_PATHS does."""

import re
import unicodedata
from pathlib import Path

import django
import django_filters
import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

DJANGO = Path(django.__file__).parent
FILTERS = Path(django_filters.__file__).parent / "locale"
SUPPLEMENT = Path(__file__).parents[2] / "portal/locale/django/vi/LC_MESSAGES"
CATALOGUES = {
    "django": [
        DJANGO / "conf",
        *(DJANGO / "contrib" / app for app in ("admin", "auth", "contenttypes", "sessions", "humanize")),
    ],
    "djangojs": [DJANGO / "contrib/admin"],
}
DOMAINS = pytest.mark.parametrize("domain", CATALOGUES)

# Read the same in both languages: signs, units, protocol names and pure formats.
SAME_IN_BOTH_LANGUAGES = {
    "…",
    ":",
    ":?.!",
    ", ",
    "%(truncated_text)s…",
    "%(class_name)s %(instance)s",
    "%(size)d byte",
    "%s KB",
    "%s MB",
    "%s GB",
    "%s TB",
    "%s PB",
    "IPv4",
    "IPv6",
    "Email",
}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|<[^>]+>")
# The mark on the first vowel of an open oa, oe, uy: "hòa", "khỏe", "thủy"; the portal writes "hoà", "khoẻ", "thuỷ".
OLD_TONE_PLACE = re.compile(r"\w*(?:[òóỏõọ][ae]|[ùúủũụ]y)\w*", re.IGNORECASE)


def key(entry):
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry):
    """Vietnamese has one form for every number, so a plural entry holds a single text too."""
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def read(folder, domain, language):
    return polib.pofile(folder / "locale" / language / "LC_MESSAGES" / f"{domain}.po")


def english(domain):
    return {key(entry): entry for folder in CATALOGUES[domain] for entry in read(folder, domain, "en")}


def supplement(domain):
    return polib.pofile(SUPPLEMENT / f"{domain}.po")


def merged(domain):
    """What a reader gets for each English message: the supplement if it speaks, else Django."""
    entries = [entry for folder in CATALOGUES[domain] for entry in read(folder, domain, "vi")]
    translated = {key(entry): entry for entry in [*entries, *supplement(domain)] if entry.translated()}
    return {message: translated[message] for message in english(domain) if message in translated}


@DOMAINS
def test_every_message_of_django_has_a_vietnamese_translation(domain):
    untranslated = english(domain).keys() - merged(domain).keys()

    assert untranslated == set()


@DOMAINS
def test_no_message_stays_english_behind_a_translation(domain):
    same = {entry.msgid for entry in merged(domain).values() if entry.msgid in texts(entry)}

    assert same - SAME_IN_BOTH_LANGUAGES == set()


def test_no_exception_is_kept_for_a_message_that_is_translated():
    same = {entry.msgid for domain in CATALOGUES for entry in merged(domain).values() if entry.msgid in texts(entry)}

    assert SAME_IN_BOTH_LANGUAGES - same == set()


def test_every_message_of_django_filter_has_a_vietnamese_translation():
    # The package ships no English catalogue; its messages are those that any of its languages knows.
    catalogues = [polib.pofile(path) for path in FILTERS.glob("*/LC_MESSAGES/django.po")]
    messages = {entry.msgid for catalogue in catalogues for entry in catalogue if entry.occurrences}
    known = {entry.msgid for entry in supplement("django")} | {msgid for _, msgid, _ in merged("django")}

    assert messages - known == set()


@DOMAINS
def test_the_supplement_holds_no_fuzzy_empty_or_obsolete_entry(domain):
    unfinished = [entry.msgid for entry in supplement(domain) if not entry.translated() or entry.obsolete]

    assert unfinished == []


@DOMAINS
def test_the_supplement_holds_each_message_once_in_order(domain):
    messages = [(entry.msgid, entry.msgctxt or "") for entry in supplement(domain)]

    assert messages == sorted(set(messages))


@DOMAINS
def test_placeholders_and_markup_are_kept(domain):
    entries = [*merged(domain).values(), *supplement(domain)]
    broken = [
        (entry.msgid, text)
        for entry in entries
        for text in texts(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]

    assert broken == []


@DOMAINS
def test_vietnamese_is_composed(domain):
    entries = [*merged(domain).values(), *supplement(domain)]
    decomposed = [text for entry in entries for text in texts(entry) if not unicodedata.is_normalized("NFC", text)]

    assert decomposed == []


@DOMAINS
def test_tone_marks_stand_in_the_modern_place(domain):
    entries = [*merged(domain).values(), *supplement(domain)]
    old = {word for entry in entries for text in texts(entry) for word in OLD_TONE_PLACE.findall(text)}

    assert old == set()


@pytest.mark.parametrize("word", ["hòa", "xóa", "Xóa", "khóa", "thủy", "Ủy"])
def test_the_old_place_of_a_tone_mark_is_recognised(word):
    assert OLD_TONE_PLACE.findall(f"một {word} hai") == [word]


@DOMAINS
def test_the_compiled_catalogue_equals_its_source(domain):
    compiled = polib.mofile(SUPPLEMENT / f"{domain}.mo")

    assert {key(e): texts(e) for e in compiled} == {key(e): texts(e) for e in supplement(domain)}
    assert compiled.metadata == supplement(domain).metadata


def test_the_site_reads_the_supplement():
    with override("vi"):
        outcome = gettext("Password reset unsuccessful")

    assert outcome == "Đặt lại mật khẩu không thành công"
    assert SUPPLEMENT.parents[1] == settings.LOCALE_PATHS[-1]
