"""Documents as part of a version: stored, compared, brought back, and known by what they were called."""

import pytest

from articles import differences, snapshots, workflow
from articles.models import Article, ArticleAttachment, Revision
from tests.factories import make_article, make_draft

from .documents import make_attachment, make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make_attachment("Kế hoạch", data=make_pdf("a"))


@pytest.fixture
def form():
    return make_attachment("Mẫu đơn", data=make_pdf("b"))


def rows(*pairs):
    return [{"attachment": attachment.pk, "title": title} for attachment, title in pairs]


def offered(article):
    return [(row.attachment, row.title) for row in article.attachments.all()]


def test_publishing_a_version_offers_its_documents_in_order(plan, form):
    article = make_article(attachments=rows((form, "Mẫu đơn xin học"), (plan, "Kế hoạch năm học")))

    assert offered(article) == [(form, "Mẫu đơn xin học"), (plan, "Kế hoạch năm học")]
    assert snapshots.snapshot(article)["attachments"] == rows((form, "Mẫu đơn xin học"), (plan, "Kế hoạch năm học"))


def test_another_order_is_another_version(plan, form):
    article = make_article(attachments=rows((form, "Một"), (plan, "Hai")))

    workflow.publish(make_draft(article, attachments=rows((plan, "Hai"), (form, "Một"))), by=None)

    assert offered(Article.objects.get()) == [(plan, "Hai"), (form, "Một")]
    assert article.revisions.count() == 2


def test_a_version_tells_the_database_what_it_holds(plan, form):
    draft = make_draft(attachments=rows((plan, "Kế hoạch")))

    assert list(draft.attachments.all()) == [plan]
    assert list(plan.revisions.all()) == [draft]
    assert draft.labels[f"attachment:{plan.pk}"] == "Kế hoạch"
    assert not ArticleAttachment.objects.exists()


def test_a_document_stands_once_and_an_empty_title_is_its_own(plan):
    draft = make_draft(attachments=rows((plan, "  "), (plan, "Lần nữa")))

    assert draft.content["attachments"] == rows((plan, "Kế hoạch"))


def test_bringing_a_version_back_names_what_has_gone(plan, form):
    draft = make_draft(attachments=rows((plan, "Kế hoạch"), (form, "Mẫu đơn cũ")))
    Revision.attachments.through.objects.filter(attachment=form).delete()
    form.delete()

    content, gone = snapshots.resolved(draft)

    assert content["attachments"] == rows((plan, "Kế hoạch"))
    assert gone == ["Mẫu đơn cũ"]


def test_a_version_from_before_documents_leaves_those_that_are_live(plan):
    article = make_article(attachments=rows((plan, "Kế hoạch")))
    old = make_draft(article, title="Đầu đề khác")
    Revision.objects.filter(pk=old.pk).update(
        schema=3, content={name: value for name, value in old.content.items() if name != "attachments"}
    )
    old = Revision.objects.get(pk=old.pk)

    assert snapshots.resolved(old) == (snapshots.upgraded(old), [])
    assert snapshots.upgraded(old)["attachments"] == rows((plan, "Kế hoạch"))


@pytest.mark.parametrize("change", ["another", "gone", "moved", "renamed"])
def test_comparing_versions_shows_what_changed_among_the_documents(plan, form, change):
    before = rows((plan, "Kế hoạch"), (form, "Mẫu đơn"))
    after = {
        "another": rows((plan, "Kế hoạch"), (form, "Mẫu đơn"), (make_attachment(data=make_pdf("c")), "Danh sách")),
        "gone": rows((form, "Mẫu đơn")),
        "moved": rows((form, "Mẫu đơn"), (plan, "Kế hoạch")),
        "renamed": rows((plan, "Kế hoạch năm"), (form, "Mẫu đơn")),
    }[change]

    [found] = differences.compare(snapshots.EMPTY | {"attachments": before}, snapshots.EMPTY | {"attachments": after})

    expected = {
        "another": [("added", "Danh sách")],
        "gone": [("removed", "Kế hoạch")],
        "moved": [("added", "Mẫu đơn"), ("removed", "Mẫu đơn")],
        "renamed": [("added", " năm")],
    }
    pieces = [(piece.kind, piece.text) for block in found.blocks for piece in block.pieces if piece.kind != "same"]
    assert found.name == "attachments"
    assert pieces == expected[change]


def test_another_file_of_the_same_title_is_a_change(plan, form):
    old, new = ({**snapshots.EMPTY, "attachments": rows((each, "Mẫu"))} for each in (plan, form))

    [found] = differences.compare(old, new)

    assert [(block.kind, [piece.kind for piece in block.pieces]) for block in found.blocks][-1] == ("line", ["note"])


def test_search_finds_an_article_by_its_documents_titles(plan):
    make_article(title="Thông báo", attachments=rows((plan, "Danh mục cây trồng hằng năm")))
    make_article(title="Thông báo khác")

    found = Revision.objects.filter(search_text__contains="danh muc cay trong")

    assert [revision.title for revision in found] == ["Thông báo"]


def test_the_documents_of_a_page_cost_one_query(plan, form, django_assert_num_queries):
    make_article(attachments=rows((plan, "Kế hoạch"), (form, "Mẫu đơn")))
    [article] = Article.objects.for_page()

    with django_assert_num_queries(0):
        assert [row.attachment.kind for row in article.attachments.all()] == ["pdf", "pdf"]
