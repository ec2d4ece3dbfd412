"""The portal's own words in Vietnamese: all of them, none but them, and each as a reader should see it."""

import ast
import filecmp
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext, override

from articles.filters import ArticleFilter
from articles.forms import ArticleForm, PhotoUploadForm, WithdrawForm
from articles.models import Article, Attachment
from tests.factories import make_user

from .test_django_catalogue import OLD_TONE_PLACE, PLACEHOLDER, key, merged, texts

ROOT = Path(__file__).parents[2]
SOURCES = ("portal", "articles", "comments", "templates")
CATALOGUE = Path("portal/locale/vi/LC_MESSAGES/django.po")
WORDS_OF_DJANGO = Path("portal/locale/django/vi/LC_MESSAGES")
# The command of the README, without its "python".
MAKEMESSAGES = (
    "manage.py makemessages -l vi --no-obsolete --no-wrap --add-location file --ignore tests/* --ignore staticfiles"
).split()

# Read the same in both languages: they hold nothing but digits, signs and places for names.
SAME_IN_BOTH_LANGUAGES = {
    "%(section)s – %(site)s",
    "“%(article)s”: %(why)s",
    "“%(comment)s”: %(state)s.",
    "“{title}”: {why}",
    "13:58 12/10/2020",
    "16/06/2020 | 12:29",
}
# Django says it of a column that holds text; the article form of the text itself.
MEANT_OTHERWISE = {"Text"}
# Names of programs and formats are the same everywhere.
PROPER_NAMES = {str(label) for label in Attachment.Kind.labels}
DAY_OF_EXTRACTION = "POT-Creation-Date"  # msgfmt leaves it out

needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="xgettext is not installed; the Debian package gettext brings it."
)


def catalogue():
    return polib.pofile(ROOT / CATALOGUE)


@pytest.fixture(scope="module")
def extraction(tmp_path_factory):
    """A copy of the source in which makemessages has just run over an empty catalogue."""
    copy = tmp_path_factory.mktemp("source")
    shutil.copy(ROOT / "manage.py", copy)
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / CATALOGUE).unlink()
    environment = os.environ | {"DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}
    subprocess.run([sys.executable, *MAKEMESSAGES], cwd=copy, env=environment, check=True, capture_output=True)
    return copy


def messages_in_f_strings():
    """Messages where xgettext 0.21 doesn't look and Python's own parser does."""
    paths = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py")]
    f_strings = [node for path in paths for node in ast.walk(ast.parse(path.read_text())) if _is_f_string(node)]
    calls = [node for f_string in f_strings for node in ast.walk(f_string) if _is_message(node)]
    return {(None, call.args[0].value, "") for call in calls}


def _is_f_string(node):
    return isinstance(node, ast.JoinedStr)


def _is_message(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "gettext"}


@needs_gettext
def test_the_catalogue_holds_every_string_of_the_source_and_no_other(extraction):
    source = {key(entry) for entry in polib.pofile(extraction / CATALOGUE)} | messages_in_f_strings()

    assert {key(entry) for entry in catalogue()} == source


@needs_gettext
def test_makemessages_leaves_the_words_of_django_alone(extraction):
    files = ["django.po", "djangojs.po"]

    same, _different, _lost = filecmp.cmpfiles(ROOT / WORDS_OF_DJANGO, extraction / WORDS_OF_DJANGO, files, False)

    assert same == files


def test_every_message_is_translated_and_none_is_a_guess():
    unfinished = [entry.msgid for entry in catalogue() if not entry.translated() or entry.fuzzy or entry.obsolete]

    assert unfinished == []


def test_no_message_stays_english():
    same = {entry.msgid for entry in catalogue() if entry.msgid in texts(entry)}

    assert same == SAME_IN_BOTH_LANGUAGES


def test_placeholders_are_kept():
    broken = [
        (entry.msgid, text)
        for entry in catalogue()
        for text in texts(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    ]

    assert broken == []


def test_spaces_at_the_ends_are_kept():
    moved = [
        (entry.msgid, text)
        for entry in catalogue()
        for text in texts(entry)
        if (text[:1].isspace(), text[-1:].isspace()) != (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace())
    ]

    assert moved == []


def test_vietnamese_is_composed():
    decomposed = [text for entry in catalogue() for text in texts(entry) if not unicodedata.is_normalized("NFC", text)]

    assert decomposed == []


def test_tone_marks_stand_in_the_modern_place():
    old = {word for entry in catalogue() for text in texts(entry) for word in OLD_TONE_PLACE.findall(text)}

    assert old == set()


def test_words_shared_with_django_read_as_django_says_them():
    # Our catalogue is laid over Django's: a message in both would change the newsroom's stock pages too.
    django = {message: texts(entry) for message, entry in merged("django").items()}
    ours = {key(entry): texts(entry) for entry in catalogue()}
    changed = {message[1] for message in ours.keys() & django.keys() if ours[message] != django[message]}

    assert changed == MEANT_OTHERWISE


def test_the_header_names_the_language_and_nobody():
    metadata = catalogue().metadata

    assert metadata["Language"] == "vi"
    assert metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert metadata.keys() & {"Last-Translator", "Language-Team", "PO-Revision-Date"} == set()


def test_the_compiled_catalogue_equals_its_source():
    compiled = polib.mofile((ROOT / CATALOGUE).with_suffix(".mo"))

    assert {key(e): texts(e) for e in compiled} == {key(e): texts(e) for e in catalogue()}
    assert compiled.metadata == {
        name: value for name, value in catalogue().metadata.items() if name != DAY_OF_EXTRACTION
    }


@pytest.mark.parametrize(
    ("message", "vietnamese"),
    [
        ("Newer articles", "Các bài mới đăng"),
        ("Earlier articles", "Các bài đã đăng"),
        ("Views: %(count)s", "Lượt xem: %(count)s"),
        ("Imported: %(imported)d, unchanged: %(unchanged)d, failed: %(failed)d",
         "Đã nhập: %(imported)d, giữ nguyên: %(unchanged)d, lỗi: %(failed)d"),
    ],
)  # fmt: skip
def test_readers_find_the_words_they_know(message, vietnamese):
    with override("vi"):
        shown = gettext(message)

    assert shown == vietnamese


def our_models():
    return [model for name in ("portal", "articles", "comments") for model in apps.get_app_config(name).get_models()]


def labels_of_models():
    """What our models call themselves, their fields, choices, permissions and broken rules, by place."""
    for model in our_models():
        if not model._meta.default_permissions:
            continue  # a table that nobody meets by name
        yield f"{model.__name__}", model._meta.verbose_name
        yield f"{model.__name__}, many", model._meta.verbose_name_plural
        yield from model._meta.permissions
        for constraint in model._meta.constraints:
            yield constraint.name, constraint.violation_error_message
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            given = {} if field.auto_created else field.deconstruct()[-1]  # without names made up from the attribute's
            yield f"{model.__name__}.{field.name}", given.get("verbose_name")
            yield f"{model.__name__}.{field.name}, help", given.get("help_text")
            for value, label in given.get("choices", []):
                yield f"{model.__name__}.{field.name} = {value}", label


def labels_of_forms(request):
    """Every label, help text and placeholder that the newsroom's forms and the public filter show, by place."""
    forms = {"article": ArticleForm, "withdrawal": WithdrawForm, "upload": PhotoUploadForm}
    forms |= {"filter": ArticleFilter(queryset=Article.objects.none()).form.__class__}
    for model, model_admin in admin.site._registry.items():
        if model in our_models():
            forms[model.__name__] = model_admin.get_form(request)
            for column in model_admin.list_display:
                yield f"column {model.__name__}.{column}", label_for_field(column, model, model_admin)
    for where, form in forms.items():
        for name, field in form.base_fields.items():
            if not field.widget.is_hidden or name == "cover":
                yield f"{where}.{name}", field.label
                yield f"{where}.{name}, help", field.help_text
                yield f"{where}.{name}, placeholder", field.widget.attrs.get("placeholder", "")


def english_left(labels, *arguments):
    """Places whose words read in Vietnamese as they do in English."""
    shown = {}
    for language in ("vi", "en"):
        with override(language):
            shown[language] = {place: str(label) for place, label in labels(*arguments) if label}
    places = {place for place, words in shown["vi"].items() if words == shown["en"][place]}
    return {place for place in places if shown["en"][place] not in SAME_IN_BOTH_LANGUAGES | PROPER_NAMES}


def test_labels_of_models_read_in_vietnamese():
    assert english_left(labels_of_models) == set()


@pytest.mark.django_db
def test_labels_of_forms_and_lists_read_in_vietnamese(rf):
    request = rf.get("/")
    request.user = make_user(role=None)

    assert english_left(labels_of_forms, request) == set()
