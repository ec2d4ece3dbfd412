"""Documents at their address: as downloads, in their own type, and what is said where one was taken down."""

from functools import partial
from xml.etree.ElementTree import fromstring

import pytest
from django.utils import translation

from articles import attachments
from articles.models import Attachment
from tests.factories import make_article, make_identity

from .documents import make_attachment, make_compound, make_odf, make_ooxml, make_pdf
from .test_attachments import DOCUMENTS

pytestmark = pytest.mark.django_db

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


@pytest.mark.parametrize("kind", Attachment.Kind.values)
def test_a_document_is_sent_as_a_download_of_its_own_type(client, kind, django_assert_num_queries):
    attachment = make_attachment("Kế hoạch", data=DOCUMENTS[kind](), name=f"a.{kind}")

    with django_assert_num_queries(0):
        response = client.get(attachment.url, headers={"accept-encoding": "gzip"})

    assert b"".join(response.streaming_content) == DOCUMENTS[kind]()
    sent = {name: response.headers.get(name) for name in SENT}
    assert sent == SENT | {
        "Content-Type": TYPES[kind],
        "Content-Length": str(attachment.file_size),
        "Content-Disposition": f"attachment; filename=\"ke-hoach.{kind}\"; filename*=UTF-8''ke-hoach.{kind}",
    }


SENT = {
    "Content-Type": "",
    "Content-Length": "",
    "Content-Disposition": "",
    "Content-Encoding": None,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Set-Cookie": None,
}


def test_a_browser_that_has_it_is_told_so(client):
    attachment = make_attachment()
    changed = client.get(attachment.url)["Last-Modified"]

    response = client.get(attachment.url, headers={"if-modified-since": changed})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_document_is_only_read(client, method):
    assert getattr(client, method)(make_attachment().url).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "attachments/2026/11/{folder}/a.html",
        "attachments/2026/11/{folder}/a.svg",
        "attachments/2026/11/{folder}/a.pdf.html",
        "attachments/2026/11/{folder}/../../a.pdf",
        "attachments/2026/11/{folder}/a%00.pdf",
        "attachments/2026/11/{folder}/b.pdf",
        "attachments/2026/11/a.pdf",
        "held/attachments/2026/11/{folder}/a.pdf",
        "attachments/2026/11/" + "0" * 32 + "/" + "a" * 300 + ".pdf",
        "attachments/",
    ],
)
def test_addresses_that_no_document_has_are_not_found(client, settings, path):
    folder = "0" * 32
    for name in ("a.html", "a.svg", "a.pdf.html"):
        file = settings.MEDIA_ROOT / f"attachments/2026/11/{folder}/{name}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<script>alert(1)</script>")
    held = settings.MEDIA_ROOT / f"held/attachments/2026/11/{folder}/a.pdf"
    held.parent.mkdir(parents=True)
    held.write_bytes(make_pdf())

    assert client.get(f"/media/{path.format(folder=folder)}").status_code == 404


def test_what_was_taken_down_is_gone_with_its_reason(client, django_capture_on_commit_callbacks):
    make_identity()
    attachment = make_attachment("Danh sách hộ nghèo")
    with django_capture_on_commit_callbacks(execute=True):
        attachments.take_down(attachment, by=None, reason="Lộ thông tin cá nhân.")

    response = client.get(attachment.url)

    assert (response.status_code, response["Cache-Control"]) == (410, "no-cache")
    page = response.content.decode()
    assert (page.count("“Danh sách hộ nghèo”"), page.count("Lộ thông tin cá nhân.")) == (1, 1)


def test_what_was_brought_back_is_there_again(client, django_capture_on_commit_callbacks):
    attachment = make_attachment()
    for step in (partial(attachments.take_down, reason="Nhầm."), attachments.bring_back):
        with django_capture_on_commit_callbacks(execute=True):
            step(attachment, by=None)

    assert client.get(attachment.url).status_code == 200


# --- Under the article, in feeds, in the API -------------------------------------------------------------------------


@pytest.fixture
def article():
    make_identity()
    plan = make_attachment("Kế hoạch", data=make_pdf("x" * 100))
    sheet = make_attachment("Biểu mẫu", data=make_ooxml("xlsx"), name="a.xlsx")
    hidden = make_attachment("Danh sách", data=make_odf(), name="a.odt")
    rows = [
        {"attachment": sheet.pk, "title": "Biểu mẫu <số 1>"},
        {"attachment": hidden.pk, "title": "Danh sách"},
        {"attachment": plan.pk, "title": "Kế hoạch năm học"},
    ]
    made = make_article(attachments=rows)
    attachments.take_down(hidden, by=None, reason="Nhầm.")
    return made


def files_of(article):
    return [row.attachment for row in article.attachments.all()]


def test_the_article_lists_its_documents_with_type_and_size(client, article):
    sheet, hidden, plan = files_of(article)

    page = client.get(article.get_absolute_url()).content.decode()

    with translation.override("vi"):
        assert page.count(f'<a href="{plan.url}" download>') == 1
    assert page.count("<b>Biểu mẫu &lt;số 1&gt;</b>") == 1
    assert page.count("XLSX, ") == page.count("PDF, ") == 1
    assert page.index(sheet.url) < page.index(plan.url)
    assert page.count(hidden.url) == 0


@pytest.mark.parametrize("way", ["in/", "luu/"])
def test_on_paper_and_in_the_saved_file_stands_the_whole_address(client, article, way):
    sheet, hidden, plan = files_of(article)

    page = client.get(article.get_absolute_url() + way).content.decode()

    assert page.count(f'<a class="small" href="http://testserver{plan.url}">http://testserver{plan.url}</a>') == 1
    assert (page.count(hidden.url), page.count(sheet.url)) == (0, 2)


def test_the_atom_feed_encloses_every_document(client, article):
    sheet, _hidden, plan = files_of(article)

    feed = fromstring(client.get("/atom/").content)  # noqa: S314

    links = [link for link in feed.iter("{http://www.w3.org/2005/Atom}link") if link.get("rel") == "enclosure"]
    assert [(link.get("href"), link.get("length"), link.get("type")) for link in links] == [
        (f"http://testserver{file.url}", str(file.file_size), TYPES[file.kind]) for file in (sheet, plan)
    ]


def test_the_rss_feed_encloses_one_and_lists_all(client, article):
    sheet, hidden, plan = files_of(article)

    content = client.get("/rss/").content

    [enclosure] = fromstring(content).iter("enclosure")  # noqa: S314
    assert enclosure.attrib == {
        "url": f"http://testserver{sheet.url}",
        "length": str(sheet.file_size),
        "type": TYPES["xlsx"],
    }
    assert (content.count(plan.url.encode()), content.count(hidden.url.encode())) == (1, 0)


def test_the_api_tells_address_title_type_and_size(client, article):
    sheet, _hidden, plan = files_of(article)

    answer = client.get(f"/api/bai-viet/{article.pk}/").json()

    assert answer["attachments"] == [
        {
            "address": f"http://testserver{file.url}",
            "title": title,
            "type": TYPES[file.kind],
            "size": file.file_size,
        }
        for file, title in ((sheet, "Biểu mẫu <số 1>"), (plan, "Kế hoạch năm học"))
    ]


def test_the_number_of_documents_costs_no_query(
    client, article, django_assert_num_queries, django_assert_max_num_queries
):
    one = make_article(title="Một tệp", attachments=[{"attachment": files_of(article)[0].pk}])
    with django_assert_max_num_queries(20) as counted:
        client.get(one.get_absolute_url())

    with django_assert_num_queries(len(counted)):
        client.get(article.get_absolute_url())


def test_an_old_office_file_is_named_by_its_kind(client):
    make_identity()
    file = make_attachment("Công văn", data=make_compound(), name="a.doc")
    article = make_article(attachments=[{"attachment": file.pk}])

    assert client.get(article.get_absolute_url()).content.decode().count("DOC, ") == 1
