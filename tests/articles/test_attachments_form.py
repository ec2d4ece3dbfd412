"""Documents in the article's form and in their library: rows in order, uploading in place, taking down."""

import pytest
from django.template.defaultfilters import filesizeformat
from django.utils import translation

from articles import attachments
from articles.forms.attachments import MOST
from articles.models import Article, Attachment, Revision, UnsavedText
from tests.factories import make_article, make_draft, make_section, make_user

from .article_form import ADD, change, filled, opened
from .documents import make_attachment, make_pdf, upload

pytestmark = pytest.mark.django_db

UPLOAD, PICKER = "/quan-tri/tep/tai-len/", "/quan-tri/tep/chon/"
LIBRARY = "/quan-tri/articles/attachment/"
LIST_QUERIES = 9  # session, person, rights of two ways, frame; count, rows, and what the filters ask


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def files():
    return [make_attachment(f"Tệp {n}", data=make_pdf(str(n))) for n in range(3)]


def sent(rows, removed=()):
    """What the form sends of (document, title, place)."""
    return {
        "attachments-shown": "1",
        "attachments-key": [getattr(file, "pk", file) for file, _title, _order in rows],
        "attachments-title": [title for _file, title, _order in rows],
        "attachments-order": [order for _file, _title, order in rows],
        "attachments-remove": [file.pk for file in removed],
    }


def stored():
    return [(row["attachment"], row["title"]) for row in Revision.objects.latest("pk").content["attachments"]]


def errors_of(response):
    with translation.override("en"):
        return [str(error) for error in response.context["adminform"].form.errors.get("attachments", [])]


# --- The rows --------------------------------------------------------------------------------------------------------


def test_saved_and_published_the_documents_stand_under_the_article(client, editor, files):
    one, two, _three = files
    rows = sent([(one, "Kế hoạch", 1), (two, "", 2)])

    client.post(ADD, filled(section=make_section().pk, _publish="1", **rows))

    article = Article.objects.get()
    assert article.is_public
    assert [(row.attachment, row.title) for row in article.attachments.all()] == [(one, "Kế hoạch"), (two, "Tệp 1")]


def test_without_scripts_numbers_order_and_boxes_remove(client, editor, files):
    one, two, three = files

    client.post(ADD, filled(**sent([(one, "Một", 3), (two, "Hai", 2), (three, "Ba", 1)], removed=[two])))

    assert stored() == [(three.pk, "Ba"), (one.pk, "Một")]


def test_the_form_opens_with_the_documents_and_a_save_of_nothing_changes_nothing(client, editor, files):
    draft = make_draft(attachments=[{"attachment": files[1].pk, "title": "Biểu mẫu"}])
    address = change(draft.article)

    page = client.get(address).content.decode()
    client.post(address, opened(client, address) | sent([(files[1], "Biểu mẫu", 1)]) | {"_save": "1"})

    assert page.count('value="Biểu mẫu"') == 1
    assert page.count(f'name="attachments-key" value="{files[1].pk}"') == 1
    assert draft.article.revisions.count() == 1


def test_the_last_document_can_go(client, editor, files):
    draft = make_draft(attachments=[{"attachment": files[0].pk}])
    address = change(draft.article)

    client.post(address, opened(client, address) | {"attachments-shown": "1", "_save": "1"})

    assert stored() == []


def test_a_form_that_knows_nothing_of_documents_leaves_them(client, editor, files):
    draft = make_draft(attachments=[{"attachment": files[0].pk, "title": "Một"}])
    address = change(draft.article)

    client.post(address, opened(client, address) | {"title": "Đầu đề mới", "_save": "1"})

    assert stored() == [(files[0].pk, "Một")]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("x", "Một", 1)], "The list of documents can't be read. Open the article again."),
        ([("9" * 30, "Một", 1)], "The list of documents can't be read. Open the article again."),
        ([("-1", "Một", 1)], "The list of documents can't be read. Open the article again."),
        ([("987654", "Một", 1)], "A document is no longer in the library. Remove it from the list."),
        ([(0, "Một", 1), (0, "Hai", 2)], "The list of documents can't be read. Open the article again."),
        ([(0, "a" * 201, 1)], f"The title “{'a' * 40}…” is too long."),
        ([(n, "Một", 1) for n in range(MOST + 1)], f"An article can offer {MOST} documents."),
    ],
)
def test_a_forged_list_is_refused_beside_its_field(client, editor, files, rows, sentence):
    rows = [(files[0] if key == 0 else key, title, order) for key, title, order in rows]

    with translation.override("en"):  # some sentences are made while the form is read
        response = client.post(ADD, filled(**sent(rows)))

    assert errors_of(response) == [sentence]
    assert not Revision.objects.exists()


@pytest.mark.parametrize("order", ["", "x", "-1", "9" * 30, "1.5"])
def test_what_is_no_number_stands_last(client, editor, files, order):
    client.post(ADD, filled(**sent([(files[0], "Một", order), (files[1], "Hai", 2)])))

    assert stored() == [(files[1].pk, "Hai"), (files[0].pk, "Một")]


def test_what_was_typed_and_not_saved_comes_back_with_its_documents(client, editor, files):
    rows = sent([(files[1], "Hai", 1), (files[0], "Một", 2)])
    client.post("/quan-tri/articles/article/tu-luu/", filled(unsaved="1", key="nABC", form="f1", **rows))

    form = client.get(f"{ADD}?tiep=nABC").context["adminform"].form

    assert form.initial["attachments"] == [
        {"attachment": files[1].pk, "title": "Hai"},
        {"attachment": files[0].pk, "title": "Một"},
    ]


def test_words_kept_before_there_were_documents_leave_them_as_they_are(client, editor, files):
    draft = make_draft(attachments=[{"attachment": files[0].pk, "title": "Một"}])
    UnsavedText.objects.create(
        user=editor, key=f"a{draft.article_id}", form="f", article=draft.article, data={"title": ["Mới"], "body": [""]}
    )

    form = client.get(change(draft.article)).context["adminform"].form

    assert form.initial["attachments"] == [{"attachment": files[0].pk, "title": "Một"}]


def test_a_document_that_is_gone_from_a_kept_list_is_named(client, editor, files):
    draft, (one, two, _three) = make_draft(), files
    data = {"title": ["Mới"], "body": [""]}
    rows = sent([(one, "Kế hoạch", 1), (two, "Giấy mời", 2)])
    data |= {name: [str(each) for each in value] for name, value in rows.items()}
    UnsavedText.objects.create(user=editor, key=f"a{draft.article_id}", form="f", article=draft.article, data=data)
    two.delete()

    page = client.get(change(draft.article))

    widget = page.context["adminform"].form["attachments"].as_widget()
    assert (widget.count('name="attachments-title" value="Kế hoạch"'), widget.count("Giấy mời")) == (1, 1)
    assert page.text.count("Giấy mời") == 1


# --- Uploading and choosing ------------------------------------------------------------------------------------------


def test_a_file_is_uploaded_in_place(client, editor):
    answer = client.post(UPLOAD, {"file": upload(make_pdf(), "Kế hoạch.pdf")})

    attachment = Attachment.objects.get()
    size = filesizeformat(attachment.file_size)
    assert (answer.status_code, answer["Cache-Control"].count("no-store")) == (200, 1)
    assert answer.json() == {"id": attachment.pk, "title": "Kế hoạch", "about": f"PDF, {size}"}
    assert attachment.uploaded_by == editor


@pytest.mark.parametrize("is_taken_down", [False, True])
def test_a_known_file_is_named_and_whether_it_can_be_offered(client, editor, is_taken_down):
    known = make_attachment("Mẫu đơn", data=make_pdf("x"))
    if is_taken_down:
        attachments.take_down(known, by=None, reason="Sai.")

    response = client.post(UPLOAD, {"file": upload(make_pdf("x"), "khac.pdf")})

    answer = response.json()
    assert (response.status_code, answer["error"].count("Mẫu đơn")) == (409, 1)
    assert (answer["known"]["id"], answer["known"]["is_taken_down"]) == (known.pk, is_taken_down)


def test_a_known_file_sent_from_the_page_is_one_click_away(client, editor):
    known = make_attachment("Mẫu <đơn>", data=make_pdf("x"))

    response = client.post(f"{LIBRARY}add/", {"file": upload(make_pdf("x"), "khac.pdf"), "title": ""})

    assert f'<a href="{LIBRARY}{known.pk}/change/">' in response.text
    assert ("Mẫu &lt;đơn&gt;" in response.text, "Mẫu <đơn>" in response.text) == (True, False)


@pytest.mark.parametrize(
    "data", [{}, {"file": "a"}, {"file": upload(b"<html>", "a.pdf")}, {"file": upload(b"", "a.pdf")}]
)
def test_what_is_no_document_is_refused_in_words(client, editor, data):
    answer = client.post(UPLOAD, data)

    assert (answer.status_code, list(answer.json())) == (400, ["error"])
    assert not Attachment.objects.exists()


def test_who_may_not_add_uploads_nothing(client):
    user = make_user()
    user.groups.clear()
    client.force_login(user)

    assert client.post(UPLOAD, {"file": upload(make_pdf(), "a.pdf")}).status_code == 403
    assert client.get(PICKER).status_code == 403
    assert client.get(f"{LIBRARY}add/").status_code == 403
    assert not Attachment.objects.exists()


def test_a_stranger_is_led_to_the_login_and_a_script_is_told(client):
    assert client.get(LIBRARY).headers["Location"].startswith("/quan-tri/login/")

    for answer in (client.post(UPLOAD, {"file": upload(make_pdf(), "a.pdf")}), client.get(PICKER)):
        assert (answer.status_code, list(answer.json())) == (401, ["error"])


def test_who_is_no_staff_is_told_so_in_json(client):
    user = make_user()
    type(user).objects.filter(pk=user.pk).update(is_staff=False)
    client.force_login(user)

    answer = client.post(UPLOAD, {"file": upload(make_pdf(), "a.pdf")})

    assert (answer.status_code, list(answer.json())) == (403, ["error"])


def test_the_upload_takes_no_get(client, editor):
    assert client.get(UPLOAD).status_code == 405


def test_documents_are_found_by_title_and_by_name_of_the_file(client, editor):
    plan = make_attachment("Kế hoạch tiêm chủng", data=make_pdf("1"), name="kh-12.pdf")
    gone = make_attachment("Kế hoạch cũ", data=make_pdf("2"))
    make_attachment("Biểu mẫu", data=make_pdf("3"))
    attachments.take_down(gone, by=None, reason="Cũ.")

    for query in ("hoạch", "kh-12"):
        found = client.get(PICKER, {"q": query}).json()["attachments"]
        assert [one["id"] for one in found] == [plan.pk]
    assert client.get(PICKER, {"q": "\x00" * 5000}).json()["attachments"][0]["title"] == "Biểu mẫu"


# --- The library -----------------------------------------------------------------------------------------------------


def test_the_library_costs_the_same_however_many_documents_there_are(client, editor, django_assert_num_queries, files):
    make_article(attachments=[{"attachment": files[0].pk}])
    client.get(LIBRARY)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIBRARY)

    Attachment.objects.bulk_create(
        Attachment(kind="pdf", title=f"Thêm {n}", file=f"attachments/{n}.pdf", file_size=9, fingerprint=f"{n}")
        for n in range(1000)
    )

    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(LIBRARY)
    assert len(response.context["cl"].result_list) == 50


def test_the_library_tells_where_a_document_is_used(client, editor, files):
    article = make_article(title="Bài đã đăng", attachments=[{"attachment": files[0].pk}])
    draft = make_draft(title="Bài nháp", attachments=[{"attachment": files[0].pk}])

    context = client.get(f"{LIBRARY}{files[0].pk}/change/").context

    assert (context["offering"], context["holding"]) == ([article], [draft.article])
    assert (context["may_take_down"], context["may_delete"]) == (False, False)


def test_a_document_is_uploaded_in_the_library_with_its_title(client, editor):
    client.post(f"{LIBRARY}add/", {"file": upload(make_pdf(), "a.pdf"), "title": "Quyết định số 12"})

    assert Attachment.objects.get().title == "Quyết định số 12"


def test_a_refused_upload_says_so_beside_the_file(client, editor):
    response = client.post(f"{LIBRARY}add/", {"file": upload(b"<html>", "a.pdf")})

    assert list(response.context["form"].errors) == ["file"]


def test_the_secretary_takes_down_with_a_reason_and_brings_back(client, files):
    client.force_login(make_user("Thư ký toà soạn"))
    address = f"{LIBRARY}{files[0].pk}"

    client.post(f"{address}/go/", {"reason": ""})
    assert Attachment.objects.get(pk=files[0].pk).is_taken_down is False

    client.post(f"{address}/go/", {"reason": "Lộ số điện thoại."})
    assert Attachment.objects.get(pk=files[0].pk).take_down_reason == "Lộ số điện thoại."

    client.post(f"{address}/khoi-phuc/")
    assert Attachment.objects.get(pk=files[0].pk).is_taken_down is False


def test_an_editor_finds_no_way_to_take_down_or_delete(client, editor, files):
    for step in ("go", "khoi-phuc", "xoa"):
        assert client.post(f"{LIBRARY}{files[0].pk}/{step}/", {"reason": "Sai."}).status_code == 403

    assert Attachment.objects.filter(taken_down_at=None).count() == 3


def test_steps_change_nothing_by_a_link(client, files):
    client.force_login(make_user(None))

    client.get(f"{LIBRARY}{files[0].pk}/go/")
    client.get(f"{LIBRARY}{files[0].pk}/xoa/")

    assert client.get(f"{LIBRARY}{files[0].pk}/khoi-phuc/").status_code == 405
    assert Attachment.objects.filter(taken_down_at=None).count() == 3


def test_the_administrator_deletes_what_nobody_uses(client, files):
    client.force_login(make_user("Quản trị"))
    make_article(attachments=[{"attachment": files[0].pk}])

    for file in files[:2]:
        client.post(f"{LIBRARY}{file.pk}/xoa/")

    assert list(Attachment.objects.all()) == [files[2], files[0]]


def test_the_stock_deletion_is_closed(client, files):
    client.force_login(make_user(None))

    assert client.post(f"{LIBRARY}{files[0].pk}/delete/", {"post": "yes"}).status_code == 403
    assert Attachment.objects.count() == 3
