"""Preview links: one version shown to whoever holds the secret address, until its end."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import previews, snapshots, workflow
from articles.admin import sharing
from articles.models import Article, DailyViews, PreviewLink
from portal.models import SiteIdentity
from tests.factories import (
    at,
    make_article,
    make_author,
    make_comment,
    make_draft,
    make_identity,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db

FRAME = 4  # identity, sections, banners, pages
NOW = at("2026-11-22", 7)


def shared(revision, days=1):
    """A link to a version, as its address."""
    _link, token = workflow.share(revision, by=None, ends_at=timezone.now() + timedelta(days=days))
    return reverse("articles:preview", args=[token])


def rich_content():
    author, section = make_author("Thu Hiền"), make_section("Văn hoá")
    return {
        "title": "Hội làng Bến Đò",
        "lead": "Sáng nay,\nlàng mở hội.",
        "body": '<h2>Phần lễ</h2><div class="turn turn-question"><p class="speaker">Hỏi</p><p>Vì sao?</p></div>',
        "section": make_section("Lễ hội", parent=section, archive_notice="Chuyển từ huyện cũ.").pk,
        "source": make_source("TLH").pk,
        "cover": make_photo(alt="Sân đình", caption="Toàn cảnh", credit="Quốc Khánh").pk,
        "tags": [make_tag("lễ hội").pk, make_tag("đình làng").pk],
        "bylines": [
            {"author": author.pk, "name": "Thu Hiền", "position": "Phóng viên", "organisation": "Đài xã"},
            {"author": None, "name": "Lê An", "position": "", "organisation": ""},
        ],
    }


# --- What the address shows ------------------------------------------------------------------------------------------


def test_a_link_shows_exactly_the_version_it_was_made_for(client):
    article = make_article(title="Đang đăng")
    shown = make_draft(article, title="Bản được chia sẻ", body="<p>Nội dung chia sẻ.</p>")
    address = shared(shown)
    make_draft(article, title="Bản viết sau đó")

    page = client.get(address).text

    assert "<h1>Bản được chia sẻ</h1>" in page
    assert "<p>Nội dung chia sẻ.</p>" in page
    assert "Đang đăng" not in page
    assert "Bản viết sau đó" not in page


def test_a_preview_looks_as_the_article_page_will(client):
    draft = make_draft(**rich_content(), published_at=at("2026-11-01", 8))
    workflow.correct(workflow.publish(draft, by=None), by=None, text="Sai giờ mở hội.")
    address = shared(draft)

    preview = client.get(address).text
    public = client.get(Article.objects.get().get_absolute_url()).text

    def article_of(page):
        article = re.search("<article.*?</article>", page, re.DOTALL)[0]
        article = re.sub(r'<div class="ways-out">.*?</div>', "", article, flags=re.DOTALL)
        article = re.sub(r' data-views-url="[^"]*"|<span>Cập nhật .*?</span>', "", article)
        return re.sub(r"\s+", " ", article)

    assert article_of(preview) == article_of(public)
    for part in ("title", "nav"):
        assert re.findall(f"<{part}.*?</{part}>", preview, re.DOTALL) == re.findall(
            f"<{part}.*?</{part}>", public, re.DOTALL
        )


def test_a_preview_has_nothing_that_only_a_public_page_has(client):
    make_identity()
    neighbour = make_article(title="Bài bên cạnh")
    DailyViews.count_one(neighbour.pk, now=timezone.now() - timedelta(days=1))
    article = make_article(title="Có ý kiến")
    make_comment(article, status="approved", title="Ý kiến của bạn đọc")
    draft = make_draft(article, cover=make_photo().pk)
    address = shared(draft)

    page = client.get(address).text

    for words in (
        "data-views-url",
        "mailto:?subject",
        "Bài bên cạnh",
        "Ý kiến của bạn đọc",
        "data-comment-form",
        'rel="canonical"',
        'property="og:title"',
        'property="og:image"',
        "application/ld+json",
        address,
    ):
        assert words not in page, words
    assert page.count('<meta name="robots" content="noindex">') == 1


def test_a_preview_is_kept_by_nobody_and_tells_nobody(client):
    client.force_login(make_user())
    draft = make_draft()

    response = client.get(shared(draft))

    assert {name: response[name] for name in previews.HEADERS} == previews.HEADERS
    assert previews.HEADERS == {
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "ETag" not in response


def test_the_ribbon_says_that_it_is_not_published_and_until_when_it_can_be_seen(client):
    pages = []
    with time_machine.travel(NOW):
        draft = make_draft()
        address = shared(draft, days=1)
        pages.append(client.get(address).text)
        workflow.publish(draft, by=None, at=NOW + timedelta(hours=1))
        pages.append(client.get(address).text)
    with time_machine.travel(NOW + timedelta(hours=2)):
        pages.append(client.get(address).text)

    draft, scheduled, live = [
        re.search('<p class="preview-ribbon" role="note">(.*?)</p>', page, re.DOTALL)[1] for page in pages
    ]
    assert ["07:00 23/11/2026." in ribbon for ribbon in (draft, scheduled, live)] == [True, True, True]
    assert draft == scheduled
    assert draft != live


def test_a_draft_that_lacks_almost_everything_can_be_previewed(client):
    draft = make_draft(title="", lead="", body="", section=None)

    response = client.get(shared(draft))

    assert response.status_code == 200
    assert "<h1>Chưa có tiêu đề</h1>" in response.text


def test_what_a_version_points_at_and_has_gone_is_left_out(client):
    tag = make_tag("sắp xoá")
    draft = make_draft(title="Còn lại", tags=[tag.pk])
    address = shared(draft)
    tag.delete()

    page = client.get(address).text

    assert "<h1>Còn lại</h1>" in page
    assert "sắp xoá" not in page


def test_a_withdrawn_article_can_be_previewed_while_it_is_put_right(client):
    article = make_article(title="Có lỗi")
    workflow.withdraw(article, by=None, reason="Sai số liệu")
    draft = make_draft(article, title="Đã sửa lỗi")

    assert "<h1>Đã sửa lỗi</h1>" in client.get(shared(draft)).text


def test_a_preview_costs_the_same_with_one_and_with_many_bylines_and_tags(client):
    make_identity()
    content = rich_content()
    few = shared(make_draft(**content))
    byline = {"author": make_author("Lê Văn").pk, "name": "Lê Văn", "position": "", "organisation": ""}
    tags = [make_tag(f"thẻ {number}").pk for number in range(9)]
    many = shared(make_draft(**content | {"bylines": [byline] * 9, "tags": tags}))

    counts = []
    for address in (few, many):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))

    # The link with version and article; five that look what has gone, five that load it; the corrections.
    assert counts == [FRAME + 12, FRAME + 12]


# --- draft_article ---------------------------------------------------------------------------------------------------


def test_an_article_that_is_not_there_yet_carries_all_that_is_shown():
    content = snapshots.cleaned(rich_content())

    article = previews.draft_article(content)

    assert (article.title, article.section.name, article.source.code) == ("Hội làng Bến Đò", "Lễ hội", "TLH")
    assert [str(byline) for byline in article.bylines.all()] == ["Thu Hiền – Phóng viên, Đài xã", "Lê An"]
    assert [tag.name for tag in article.tags.all()] == ["đình làng", "lễ hội"]
    assert Article.objects.count() == 0


def test_showing_what_was_loaded_asks_nothing_more(rf, django_assert_num_queries):
    article = previews.draft_article(snapshots.cleaned(rich_content()), make_article())
    context = {
        "article": article,
        "section": article.section,
        "request": rf.get("/"),
        "site": {"identity": SiteIdentity()},
    }

    with django_assert_num_queries(0):
        for template in ("_article_end", "_article_meta", "_breadcrumb"):
            render_to_string(f"articles/{template}.html", context)


def test_a_draft_shows_the_times_that_publishing_it_now_would_give():
    live = make_article(published_at=at("2026-11-01", 8))
    untimed = snapshots.cleaned({"title": "Tin"})

    with time_machine.travel(NOW, tick=False):
        new, later, again = (
            previews.draft_article(untimed),
            previews.draft_article(untimed | {"published_at": snapshots.iso(at("2026-12-01", 6))}),
            previews.draft_article(untimed, live),
        )

    assert (new.published_at, new.updated_at) == (NOW, NOW)
    assert (later.published_at, later.updated_at) == (at("2026-12-01", 6), at("2026-12-01", 6))
    assert (again.published_at, again.updated_at) == (at("2026-11-01", 8), NOW)


# --- Addresses that show nothing -------------------------------------------------------------------------------------


def kind_words(response):
    return re.search('<div class="message">.*?</div>', response.text, re.DOTALL)[0]


def test_ended_stopped_trashed_and_unknown_addresses_say_the_same_and_show_nothing(client):
    ended, stopped, trashed = (make_draft(title=f"Bí mật {number}") for number in range(3))
    addresses = [shared(revision) for revision in (ended, stopped, trashed)]
    now = timezone.now()
    ended.preview_links.update(created_at=now - timedelta(days=2), ends_at=now - timedelta(seconds=1))
    workflow.unshare(stopped.preview_links.get(), by=None)
    workflow.trash(trashed.article, by=None)

    responses = [client.get(address) for address in [*addresses, "/xem-truoc/khong-co/", f"{addresses[0][:-2]}/"]]

    assert [response.status_code for response in responses] == [410, 410, 410, 404, 404]
    assert len({kind_words(response) for response in responses}) == 1
    for response in responses:
        assert "Bí mật" not in response.text
        assert {name: response[name] for name in previews.HEADERS} == previews.HEADERS


@pytest.mark.parametrize("token", ["%00", "đ", "a%2Fb", "a" * 5000, "%ff%fe", "{{7*7}}", "' OR 1=1"])
def test_strange_tokens_are_unknown_ones(client, token):
    assert client.get(f"/xem-truoc/{token}/").status_code == 404


def test_a_link_works_until_the_second_of_its_end(client):
    with time_machine.travel(NOW, tick=False):
        address = shared(make_draft(), days=1)

    answers = []
    for seconds in (-1, 0):
        with time_machine.travel(NOW + timedelta(days=1, seconds=seconds), tick=False):
            answers.append(client.get(address).status_code)

    assert answers == [200, 410]


def test_a_link_of_an_article_taken_out_of_the_trash_works_again(client):
    draft = make_draft()
    address = shared(draft)
    workflow.trash(draft.article, by=None)
    workflow.undelete(draft.article, by=None)

    assert client.get(address).status_code == 200


def test_a_preview_is_only_read(client):
    assert client.post(shared(make_draft())).status_code == 405


# --- The box beside the form -----------------------------------------------------------------------------------------


def share_address(article):
    return reverse("admin:articles_share", args=[article.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_an_editor_makes_a_link_and_sees_its_address_once(client):
    draft = make_draft(title="Họp dân")
    client.force_login(make_user())

    with time_machine.travel(NOW):
        response = client.post(share_address(draft.article), {"days": "3", "revision": draft.pk}, follow=True)

    (message,) = said(response)
    link = PreviewLink.objects.get()
    address = re.search('value="http://testserver(/xem-truoc/[^"]+/)"', message)[1]
    assert "“Họp dân”" in message
    assert "07:00 25/11/2026" in message
    assert link.revision == draft
    assert link.token_hash not in response.text
    assert address.split("/")[2] != link.token_hash
    with time_machine.travel(NOW):
        assert "<h1>Họp dân</h1>" in client.get(address).text
    assert address not in client.get(reverse("admin:articles_article_change", args=[draft.article_id])).text


def test_the_way_back_from_making_a_link_leads_to_the_version_that_was_open(client):
    draft = make_draft()
    client.force_login(make_user())

    response = client.post(share_address(draft.article), {"days": "1", "ban": str(draft.pk)})

    form = reverse("admin:articles_article_change", args=[draft.article_id])
    assert response["Location"] == f"{form}?ban={draft.pk}"


@pytest.mark.parametrize(
    "sent", [{}, {"days": "2"}, {"days": "-1"}, {"days": "abc"}, {"days": "3", "revision": "999999"}]
)
def test_a_link_that_was_not_asked_for_rightly_is_not_made(client, sent):
    draft = make_draft()
    client.force_login(make_user())

    response = client.post(share_address(draft.article), sent, follow=True)

    assert PreviewLink.objects.count() == 0
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_a_link_shows_no_version_of_another_article(client):
    draft, other = make_draft(), make_draft(title="Của bài khác")
    client.force_login(make_user())

    client.post(share_address(draft.article), {"days": "3", "revision": other.pk})

    assert PreviewLink.objects.count() == 0


def test_a_reporter_shares_own_texts_alone(client):
    reporter = make_user("Phóng viên")
    own, other = make_draft(by=reporter), make_draft()
    client.force_login(reporter)

    answers = [client.post(share_address(draft.article), {"days": "3"}).status_code for draft in (own, other)]

    assert answers == [302, 403]
    assert [link.revision for link in PreviewLink.objects.all()] == [own]


def test_ending_a_link_closes_its_address(client):
    draft = make_draft()
    address = shared(draft)
    link = PreviewLink.objects.get()
    client.force_login(make_user())

    client.post(reverse("admin:articles_unshare", args=[draft.article_id, link.pk]))

    assert client.get(address).status_code == 410


def test_a_link_is_ended_from_its_own_article_and_only_by_post(client):
    draft, other = make_draft(), make_draft()
    address = shared(draft)
    link = PreviewLink.objects.get()
    client.force_login(make_user())

    answers = [
        client.post(reverse("admin:articles_unshare", args=[other.article_id, link.pk])).status_code,
        client.get(reverse("admin:articles_unshare", args=[draft.article_id, link.pk])).status_code,
        client.get(share_address(draft.article)).status_code,
    ]

    assert answers == [404, 405, 405]
    assert client.get(address).status_code == 200


def test_the_box_lists_the_links_that_still_work_in_one_query(django_assert_num_queries):
    editor = make_user(first_name="Trần Lan")
    draft, other = make_draft(), make_draft()
    for days in (7, 1):
        workflow.share(draft, by=editor, ends_at=timezone.now() + timedelta(days=days))
    workflow.share(other, by=editor, ends_at=timezone.now() + timedelta(days=3))
    ended = workflow.share(draft, by=editor, ends_at=timezone.now() + timedelta(days=3))[0]
    workflow.unshare(ended, by=editor)
    panel = sharing.panel(draft.article, editor, revision=draft)

    with django_assert_num_queries(1):
        box = render_to_string("articles/admin/_share.html", {"sharing": panel})
        forms = render_to_string("articles/admin/_share_forms.html", {"sharing": panel})

    found = list(panel["links"])
    assert [link.ends_at - link.created_at > timedelta(days=2) for link in found] == [False, True]
    assert box.count("<li>") == 2
    assert re.findall('form="([^"]*)"', box) == ["share-new", "share-new", *[f"share-{link.pk}" for link in found]]
    assert re.findall('id="([^"]*)"', forms) == ["share-new", *[f"share-{link.pk}" for link in found]]


def test_who_may_not_share_sees_no_links():
    draft = make_draft()
    shared(draft)

    panel = sharing.panel(draft.article, make_user("Phóng viên"), revision=draft)

    assert (list(panel["links"]), panel["may_share"]) == ([], False)
