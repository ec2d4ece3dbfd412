"""The two doors for text from elsewhere: what the editor's script asks for, and a Word file that becomes a draft."""

import base64
import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from articles.models import Article, Photo, Revision
from tests.factories import make_section, make_user, picture_bytes

from .word_file import p, picture, word_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


def paste(client, **asked):
    return client.post(reverse("admin:articles_paste"), json.dumps(asked), content_type="application/json")


def embedded(data, alt="Cầu Chìm"):
    return f'<p><img src="data:image/jpeg;base64,{base64.b64encode(data).decode()}" alt="{alt}"></p>'


def send(client, file):
    return client.post(reverse("admin:articles_docx"), {"file": file})


# --- Pasting ---------------------------------------------------------------------------------------------------------


def test_a_paste_is_answered_with_html_and_a_report(client, editor):
    answer = paste(client, html="<p class=MsoNormal>Một<del>x</del></p><table><tr><td>A</td></tr></table>").json()

    assert answer["html"].startswith("<p>Một</p>\n<table>")
    assert answer["report"] == [
        {"kind": "tables", "message": "1 table kept."},
        {"kind": "deleted", "message": "1 tracked deletion was left out."},
    ]
    assert answer["legacy"] is None


def test_old_letters_come_with_both_letterings(client, editor):
    answer = paste(client, html="<p>QuyÕt ®Þnh</p>").json()

    assert answer["html"] == "<p>Quyết định</p>"
    assert answer["legacy"] == {"encodings": ["tcvn3"], "preview": [["QuyÕt ®Þnh", "Quyết định"]]}


def test_old_letters_stay_on_demand(client, editor):
    assert paste(client, html="<p>QuyÕt ®Þnh</p>", keep=True).json()["html"] == "<p>QuyÕt ®Þnh</p>"


def test_an_embedded_picture_goes_to_the_library_once(client, editor):
    html = embedded(picture_bytes((400, 300)))

    first, second = paste(client, html=html).json(), paste(client, html=html).json()

    photo = Photo.objects.get()
    assert (photo.alt, photo.uploaded_by) == ("Cầu Chìm", editor)
    assert photo.original_name == gettext("picture of a text")
    assert first["html"] == second["html"]
    assert f'<img src="{photo.file.url}" alt="Cầu Chìm" width="400" height="300">' in first["html"]


def test_a_file_that_is_no_picture_is_named_as_lost(client, editor):
    answer = paste(client, html=embedded(b"<script>")).json()

    assert answer["html"] == "<p>[Photo: Cầu Chìm]</p>"
    assert [line["kind"] for line in answer["report"]] == ["lost"]
    assert Photo.objects.count() == 0


def test_who_may_not_add_photos_loses_the_picture_with_the_reason(client, editor):
    editor.groups.clear()
    editor.user_permissions.set([_permission("add_article"), _permission("edit_own_article")])

    answer = paste(client, html=embedded(picture_bytes((40, 30)))).json()

    assert answer["report"][0]["message"] == (
        "The picture “Cầu Chìm” is not in the text: you may not put photos into the library."
    )
    assert Photo.objects.count() == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "1", '{"x": 1}', '{"html": 5}', '{"html": null}', "[" * 5000])
def test_what_is_no_question_is_refused(client, editor, body):
    answer = client.post(reverse("admin:articles_paste"), body, content_type="application/json")

    assert answer.status_code == 400


def test_too_much_is_refused_in_words(client, editor):
    answers = [paste(client, html="<i>" * 250_001), paste(client, html="x" * (7 * 1024 * 1024))]

    assert [answer.status_code for answer in answers] == [413, 413]
    assert {answer.json()["why"] for answer in answers} == {
        "This is too much at once. Paste it in parts, or open the file as a new draft."
    }


def test_only_staff_who_write_may_ask(client):
    assert paste(client, html="x").status_code == 302
    reader = make_user(username="nguoi-doc")
    reader.groups.clear()
    client.force_login(reader)

    assert paste(client, html="x").status_code == 403


def test_nothing_is_read_by_get(client, editor):
    assert client.get(reverse("admin:articles_paste")).status_code == 405


# --- A Word file -----------------------------------------------------------------------------------------------------


def test_a_word_file_becomes_a_draft_of_its_reader(client, editor):
    make_section()
    file = word_file(p("Tên bài", "Title"), p("Lời."), p("<w:del/><w:r><w:t>Hai.</w:t></w:r>"))

    answer = client.post(reverse("admin:articles_docx"), {"file": file}, follow=True)

    revision = Revision.objects.get()
    assert answer.redirect_chain == [(reverse("admin:articles_article_change", args=[revision.article_id]), 302)]
    assert (revision.title, revision.content["body"]) == ("Tên bài", "<p>Lời.</p>\n<p>Hai.</p>")
    assert (revision.created_by, revision.article.status) == (editor, "unpublished")
    assert [str(message) for message in answer.context["messages"]] == [
        "The Word file is a draft now. Look through it, choose its section and save. "
        "<ul><li>1 tracked deletion was left out.</li></ul>"
    ]


def test_its_pictures_stand_in_the_library(client, editor):
    data = picture_bytes((400, 300))
    links, parts = [("r9", "image", "media/image1.jpeg", False)], {"word/media/image1.jpeg": data}

    send(client, word_file(p("Lời."), p(picture("r9", "Cầu")), links=links, parts=parts))

    photo = Photo.objects.get()
    assert f'<img src="{photo.file.url}" alt="Cầu" width="400" height="300">' in Revision.objects.get().content["body"]


@pytest.mark.parametrize("name", ["x.docx", "x.doc", "x.pdf"])
def test_another_file_is_refused_and_makes_nothing(client, editor, name):
    file = word_file(p("x"), name=name, parts={"word/document.xml": "<x"})

    answer = send(client, file)

    assert answer.context["form"].errors == {"file": ["The file is damaged or has a password. Save it anew in Word."]}
    assert Article.objects.count() == 0


def test_a_text_longer_than_an_article_is_refused(client, editor):
    answer = send(client, word_file(p("dài " * 110_000)))

    assert answer.context["form"].errors == {
        "file": ["The text is too long for one article. Part the file and open it in pieces."]
    }
    assert Article.objects.count() == 0


def test_a_refused_file_tells_that_its_pictures_are_in_the_library(client, editor):
    links = [("rId9", "image", "media/cau.jpg", False)]
    parts = {"word/media/cau.jpg": picture_bytes()}
    body = [p(picture("rId9", alt="Cầu")), *(p("a &lt; b &amp; c") for _ in range(20_000))]

    form = send(client, word_file(*body, links=links, parts=parts)).context["form"]

    assert form.errors["file"] == [
        "The text is too long for one article. Part the file and open it in pieces.",
        "1 picture of the file is in the photo library all the same. Take it down there if nobody needs it.",
    ]
    assert [photo.alt for photo in Photo.objects.all()] == ["Cầu"]
    assert list(Article.objects.all()) == []


def test_without_a_file_the_page_says_so(client, editor):
    assert client.post(reverse("admin:articles_docx")).context["form"].errors == {"file": ["This field is required."]}


def test_who_may_not_write_new_articles_does_not_open_files(client, editor):
    editor.groups.clear()

    assert client.get(reverse("admin:articles_docx")).status_code == 403
    assert send(client, word_file(p("x"))).status_code == 403


def _permission(codename):
    return Permission.objects.get(codename=codename)
