"""What the article form never loses: words of two people, words that were typed and not saved."""

import pytest
from django.urls import reverse
from django.utils import translation

from articles import workflow
from articles.models import Article, Revision, UnsavedText
from articles.states import RevisionState, Status
from tests.factories import at, make_article, make_draft, make_revision, make_rules, make_section, make_user

from .article_form import ADD, LIST, change, filled, opened, reopened

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user()
    client.force_login(user)
    return user


# --- Two people, one article -----------------------------------------------------------------------------------------


def test_the_later_save_is_kept_apart_and_its_form_shows_what_differs(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn", lead="Của bạn.")

    response = client.post(change(draft.article), mine | {"title": "Của tôi", "_publish": "1"}, follow=True)

    form = response.context["adminform"].form
    assert form["title"].value() == "Của tôi"
    assert [each.name for each in response.context["changes"]] == ["title", "slug", "lead"]
    assert response.context["theirs"]["title"] == "Của bạn"
    assert Article.objects.get().status == Status.UNPUBLISHED
    assert {each.title for each in Revision.objects.open()} == {"Của tôi", "Của bạn"}


def test_saving_both_brought_together_leaves_one_draft(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    theirs = make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn", lead="Của bạn.")
    address = client.post(change(draft.article), mine | {"title": "Của tôi", "_save": "1"}).url

    client.post(address, opened(client, address) | {"lead": "Của bạn.", "_save": "1"})

    merged = Revision.objects.open().get()
    assert (merged.title, merged.content["lead"]) == ("Của tôi", "Của bạn.")
    assert (merged.based_on, merged.merges.title) == (theirs, "Của tôi")
    assert set(merged.writers) == {editor.pk, theirs.created_by_id}


def test_a_save_into_the_trash_is_refused_and_the_text_stays_in_the_form(client, editor):
    draft = make_draft()
    mine = reopened(client, draft.article)
    workflow.trash(draft.article, by=None)

    response = client.post(change(draft.article), mine | {"title": "Viết suốt buổi sáng", "_save": "1"})

    assert response.status_code == 200
    assert "Viết suốt buổi sáng" in response.text
    assert len(response.context["adminform"].form.non_field_errors()) == 1
    assert Revision.objects.count() == 1


def test_what_is_in_the_trash_is_read_and_taken_out_and_not_written(client, editor):
    draft = make_draft(title="Bài bỏ đi")
    workflow.trash(draft.article, by=None)

    page = client.get(change(draft.article)).text
    listed = client.get(LIST).text
    client.post(f"/quan-tri/articles/article/{draft.article_id}/buoc/", {"step": "undelete"})

    assert 'name="title"' not in page
    assert "Bài bỏ đi" not in listed
    assert "Bài bỏ đi" in client.get(LIST).text
    assert Article.objects.get().status == Status.UNPUBLISHED


# --- What was typed and not saved ------------------------------------------------------------------------------------


def unsaved(user, article=None, **fields):
    data = {name: [value] for name, value in fields.items()}
    key = f"a{article.pk}" if article else "nMoi"
    return UnsavedText.objects.create(user=user, key=key, article=article, data=data, form="truoc")


def test_the_form_goes_on_where_the_person_stopped_typing(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(editor, draft.article, title="Đang gõ dở", body="<p>Một <script>x</script>câu</p>", published_at="07:0")

    form = client.get(change(draft.article)).context["adminform"].form

    assert form["title"].value() == "Đang gõ dở"
    assert form["body"].value() == "<p>Một câu</p>"
    assert form["published_at"].value() == "07:0"


def test_nobody_sees_what_another_typed_and_did_not_save(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(make_user("Phóng viên"), draft.article, title="Của người khác")

    assert "Của người khác" not in client.get(change(draft.article)).text


def test_an_article_that_was_begun_and_never_saved_is_offered_and_opened(client, editor):
    unsaved(editor, title="Bài mới gõ dở")

    page = client.get(ADD).text
    form = client.get(f"{ADD}?tiep=nMoi").context["adminform"].form

    assert "?tiep=nMoi" in page
    assert (form["title"].value(), form["key"].value()) == ("Bài mới gõ dở", "nMoi")


@pytest.mark.parametrize(("count", "boxes"), [(1, 0), (2, 1), (3, 1)])
def test_several_articles_that_were_begun_stand_in_one_box(client, editor, count, boxes):
    for number in range(count):
        UnsavedText.objects.create(
            user=editor, key=f"nBai{number}", title=f"Bài {number}", data={"title": ["x"]}, form="truoc"
        )

    page = client.get(ADD).text

    assert (page.count('<details class="note">'), page.count("?tiep=nBai")) == (boxes, count)


def test_a_new_article_offers_a_word_file_and_an_old_one_does_not(client, editor):
    address = reverse("admin:articles_docx")

    pages = [client.get(ADD).text, client.get(change(make_draft().article)).text]

    assert [page.count(f'href="{address}"') for page in pages] == [1, 0]


def test_a_save_closes_what_was_unsaved(client, editor):
    draft = make_draft(title="Đã lưu")
    unsaved(editor, draft.article, title="Đang gõ dở", body="<p>Nội dung.</p>")

    client.post(change(draft.article), reopened(client, draft.article) | {"_save": "1"})

    kept = UnsavedText.objects.get()
    assert (kept.is_closed, kept.data) == (True, {})
    assert Revision.objects.latest("pk").title == "Đang gõ dở"


def test_a_save_on_words_typed_before_another_saved_is_no_overwriting(client, editor):
    draft = make_draft(title="Chung")
    mine = reopened(client, draft.article)
    unsaved(editor, draft.article, **{name: mine[name] for name in ("opened", "known", "body")}, title="Của tôi")
    make_draft(draft.article, by=make_user("Thư ký toà soạn"), title="Của bạn")

    response = client.post(change(draft.article), reopened(client, draft.article) | {"_save": "1"})

    assert "&voi=" in response.url
    assert {each.title for each in Revision.objects.open()} == {"Của tôi", "Của bạn"}


@pytest.mark.parametrize("raw", [{}, {"section": ["x"], "opened": ["999999999999999999999"], "known": ["-1"]}])
def test_a_broken_unsaved_text_opens_as_far_as_it_can(client, editor, raw):
    draft = make_draft()
    UnsavedText.objects.create(user=editor, key=f"a{draft.article_id}", article=draft.article, data=raw, form="x")

    assert client.get(change(draft.article)).status_code == 200


# --- Nothing is overwritten unseen -----------------------------------------------------------------------------------

AUTOSAVE = "/quan-tri/articles/article/tu-luu/"


def typed(client, article, form, title, **more):
    client.post(AUTOSAVE, {"key": f"a{article.pk}", "form": form, "title": title, "body": "<p>Nội dung.</p>"} | more)


def test_words_typed_on_another_page_are_set_aside_and_offered(client, editor):
    article = make_draft(title="Đã lưu").article
    typed(client, article, "trang1", "Gõ sáng nay")

    typed(client, article, "trang2", "Gõ chiều nay")
    page = client.get(change(article))

    kept = UnsavedText.objects.get(title="Gõ sáng nay")
    assert page.context["adminform"].form["title"].value() == "Gõ chiều nay"
    assert f"?tiep={kept.key}" in page.text
    assert client.get(f"{change(article)}?tiep={kept.key}").context["adminform"].form["title"].value() == "Gõ sáng nay"


def test_a_form_that_goes_on_with_unsaved_words_takes_their_place(client, editor):
    article = make_draft(title="Đã lưu").article
    typed(client, article, "trang1", "Gõ sáng nay")
    form = client.get(change(article)).context["adminform"].form

    typed(client, article, "trang2", "Gõ tiếp", continues=form["continues"].value())

    assert UnsavedText.objects.get().title == "Gõ tiếp"


def test_a_save_on_one_page_leaves_the_words_of_another(client, editor):
    article = make_draft(title="Đã lưu").article
    mine = reopened(client, article)
    typed(client, article, "trang2", "Ở máy khác")

    client.post(change(article), mine | {"title": "Ở máy này", "_save": "1"})

    assert UnsavedText.objects.get(is_closed=False).title == "Ở máy khác"


def test_a_version_that_is_opened_tells_of_unsaved_words(client, editor):
    draft = make_draft(title="Đã lưu")
    typed(client, draft.article, "trang1", "Gõ dở")

    page = client.get(f"{change(draft.article)}?ban={draft.pk}").text

    assert f"?tiep=a{draft.article_id}" in page


def test_a_reason_stays_in_the_form_where_the_writer_saved_meanwhile(client, editor):
    revision = make_revision(RevisionState.IN_REVIEW, by=make_user("Phóng viên"))
    opened_before = reopened(client, revision.article)
    make_draft(revision.article, title="Người viết sửa thêm")

    response = client.post(change(revision.article), opened_before | {"reason": "Lý do dài.", "_send_back": "1"})

    assert response.status_code == 200
    assert "Lý do dài." in response.text
    assert Revision.objects.count() == 2


def test_a_scheduled_article_is_published_now_with_one_button(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _schedule="typed"))
    article = Article.objects.get()

    client.post(change(article), reopened(client, article) | {"_publish": "now"})

    article.refresh_from_db()
    assert article.is_public


@pytest.mark.parametrize(
    ("typed", "stands"), [("", at("2099-12-24", 19, 30)), ("07:00 01/02/2099", at("2099-02-01", 7))]
)
def test_the_update_of_a_scheduled_article_leaves_it_scheduled_whatever_hour_is_typed(client, editor, typed, stands):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _schedule="typed"))
    article = Article.objects.get()
    with translation.override("en"):
        page = client.get(change(article)).text
    fields = reopened(client, article) | {"title": "Đã sửa", "published_at": typed}

    client.post(change(article), fields | {"_publish": "1"})

    article.refresh_from_db()
    assert 'name="_publish" value="1" data-checks data-main>Update, still at a set hour</button>' in page
    assert (article.title, article.is_scheduled, article.published_at) == ("Đã sửa", True, stands)


def test_the_update_of_a_scheduled_article_refuses_an_hour_that_has_passed(client, editor):
    client.post(ADD, filled(section=make_section().pk, published_at="19:30 24/12/2099", _schedule="typed"))
    article = Article.objects.get()
    fields = reopened(client, article) | {"published_at": "07:00 01/01/2020"}

    response = client.post(change(article), fields | {"_publish": "1"})

    assert list(response.context["adminform"].form.errors) == ["published_at"]
    assert Article.objects.get().is_scheduled


def test_under_four_eyes_nobody_brings_an_own_old_version_back_alone(client, editor):
    make_rules(four_eyes=True)
    first = make_draft(by=editor, title="Của tôi")
    article = workflow.publish(first, by=None)
    workflow.publish(make_draft(article, by=None, title="Bản sửa của người khác"), by=None)
    address = f"{change(article)}?ban={first.pk}"

    client.post(address, opened(client, address) | {"_publish": "1"})

    article.refresh_from_db()
    assert article.title == "Bản sửa của người khác"


def test_the_dialog_lets_a_withdrawn_text_go_up_again_as_the_workflow_does(client, editor):
    make_rules(four_eyes=True)
    article = make_article(by=None)
    workflow.withdraw(article, by=None, reason="Sai số liệu")
    sent = reopened(client, article)

    dialog = client.post("/quan-tri/articles/article/kiem-tra/", sent | {"step": "publish", "_publish": "1"})
    client.post(change(article), sent | {"_publish": "1"})

    article.refresh_from_db()
    assert article.is_public
    assert dialog.context["problems"] == []
