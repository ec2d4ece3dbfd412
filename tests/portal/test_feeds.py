"""RSS and Atom: the full text, for readers far from the site, valid, and under names that last."""

from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.models import Article, ContentVersion, FormerSlug, Photo, Section
from portal.models import SiteIdentity
from tests.factories import (
    at,
    make_answer,
    make_article,
    make_author,
    make_identity,
    make_photo,
    make_section,
    make_source,
    make_tag,
    make_topic,
)
from tests.portal.many import make_many
from tests.schemas import errors_of

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"
SITE = ("/rss/", "/atom/")
OF_SUBJECTS = tuple(
    f"/{subject}/{form}/"
    for subject in ("chuyen-muc/kinh-te", "dong-su-kien/le-hoi-lang", "tac-gia/thu-hien")
    for form in ("rss", "atom")
)
FRAME = 2  # version and last change; identity
SUBJECT = 1
ARTICLES = 7  # with section, cover and source; bylines, authors, tags, topics, attachments, corrections


def rss_of(client, address="/rss/"):
    return fromstring(client.get(address).content).find("channel")  # noqa: S314


def atom_of(client, address="/atom/"):
    return fromstring(client.get(address).content)  # noqa: S314


def titles(client, address):
    if address.endswith("/rss/"):
        return [item.findtext("title") for item in rss_of(client, address).findall("item")]
    return [entry.findtext(f"{ATOM}title") for entry in atom_of(client, address).findall(f"{ATOM}entry")]


def content(client):
    return rss_of(client).find(f"item/{CONTENT}").text


def signed(author, **byline):
    return {"author": author and author.pk, "name": "Thu Hiền", "position": "", "organisation": ""} | byline


# --- What they carry -------------------------------------------------------------------------------------------------


def test_a_feed_carries_notice_correction_photo_lead_and_text(client):
    old = make_section("Huyện cũ", archive_notice="Nội dung của huyện cũ.")
    photo = make_photo(alt="Bến đò", caption="Một góc bến", credit="Quốc Khánh")
    article = make_article(
        section=old.pk,
        source=make_source("TLH").pk,
        cover=photo.pk,
        lead="Nếu a < b\nthì <b>",
        body="<p>Toàn văn.</p>",
        published_at=at("2026-06-01"),
    )
    workflow.correct(article, by=None, text="Không phải 5 mà là 6.")
    article.corrections.update(at=at("2026-06-02", 9, 30))

    assert content(client) == (
        "<p><em>Nội dung của huyện cũ.</em></p>"
        "<p><strong>Đính chính</strong> (09:30 02/06/2026): Không phải 5 mà là 6.</p>"
        f'<figure><img src="http://testserver{photo.fallback_url}" alt="Bến đò" width="960" height="640">'
        "<figcaption>Một góc bến Ảnh: Quốc Khánh</figcaption></figure>"
        "<p><strong>TLH - Nếu a &lt; b<br>thì &lt;b&gt;</strong></p>"
        "<p>Toàn văn.</p>"
    )


def test_both_forms_carry_the_same_text_and_the_lead_as_summary(client):
    make_article(lead="Đoạn mở đầu.", body="<table><tbody><tr><td>Ô</td></tr></tbody></table>")

    item, entry = rss_of(client).find("item"), atom_of(client).find(f"{ATOM}entry")

    text = "<p><strong>Đoạn mở đầu.</strong></p><table>\n<tbody>\n<tr>\n<td>Ô</td>\n</tr>\n</tbody>\n</table>"
    assert (item.findtext("description"), item.findtext(CONTENT)) == ("<p>Đoạn mở đầu.</p>", text)
    assert (entry.findtext(f"{ATOM}summary"), entry.findtext(f"{ATOM}content")) == ("<p>Đoạn mở đầu.</p>", text)


def test_an_article_without_a_lead_is_summed_up_by_its_first_words(client):
    make_article(lead="", body="<p>" + "một hai ba " * 30 + "</p>")

    assert rss_of(client).findtext("item/description") == "<p>" + ("một hai ba " * 20).strip() + "…</p>"
    assert content(client).startswith("<p>một hai ba")


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("/tim-kiem/?q=a&amp;b", "http://testserver/tim-kiem/?q=a&amp;b"),
        ("https://example.vn/a?b=1&amp;c=2", "https://example.vn/a?b=1&amp;c=2"),
        ("#muc-2", "http://testserver{page}#muc-2"),
        ("mailto:tin@example.vn", "mailto:tin@example.vn"),
        ("//[a", "//[a"),
    ],
)
def test_links_in_a_feed_are_whole_addresses(client, address, whole):
    article = make_article(lead="", body=f'<p>Viết href="/x": <a href="{address}">xem</a></p>')

    whole = whole.replace("{page}", article.get_absolute_url())
    assert content(client) == f'<p>Viết href="/x": <a href="{whole}">xem</a></p>'


def test_photos_in_the_text_have_whole_addresses_and_keep_their_captions(client):
    photo = make_photo()
    caption = '<figcaption>Đồi chè <span class="credit">Ảnh: Quốc Khánh</span></figcaption>'
    make_article(lead="", body=f'<figure class="figure"><img src="{photo.file.url}" alt="Ảnh">{caption}</figure>')

    image = f'<img src="http://testserver{photo.fallback_url}" alt="Ảnh" width="960" height="640">'
    assert content(client).replace("\n", "") == f'<figure class="figure">{image}{caption}</figure>'


def test_the_main_photo_is_enclosed_with_its_length_and_type(client):
    photo = make_photo()
    make_article(cover=photo.pk)

    enclosure = rss_of(client).find("item/enclosure").attrib
    link = atom_of(client).find(f"{ATOM}entry/{ATOM}link[@rel='enclosure']").attrib

    length = str(default_storage.size(photo.file.name))
    whole = f"http://testserver{photo.file.url}"
    assert enclosure == {"url": whole, "length": length, "type": "image/jpeg"}
    assert link == {"rel": "enclosure", "href": whole, "length": length, "type": "image/jpeg"}


def test_the_main_photo_has_a_thumbnail_in_the_form_that_all_readers_know(client):
    photo = make_photo()
    make_article(cover=photo.pk)

    thumbnails = [rss_of(client).find(f"item/{THUMBNAIL}"), atom_of(client).find(f"{ATOM}entry/{THUMBNAIL}")]

    expected = {"url": f"http://testserver{photo.fallback_url}", "width": "960", "height": "640"}
    assert [thumbnail.attrib for thumbnail in thumbnails] == [expected, expected]


def test_a_photo_that_was_taken_down_is_in_no_feed(client):
    photo = make_photo(alt="Bến đò")
    make_article(cover=photo.pk, lead="", body="<p>Toàn văn.</p>")
    Photo.objects.update(taken_down_at=timezone.now())

    for found in (client.get("/rss/").text, client.get("/atom/").text):
        assert ("Toàn văn." in found, found.count("/media/"), found.count("enclosure")) == (True, 0, 0)


def test_the_storage_is_asked_for_a_length_only_where_the_row_has_none(client, monkeypatch):
    photo = make_photo()
    make_article(cover=photo.pk)
    asked = []
    monkeypatch.setattr(FileSystemStorage, "size", lambda storage, name: asked.append(name) or 7)

    lengths = []
    for size in (photo.file_size, 0):
        Photo.objects.update(file_size=size)
        ContentVersion.bump()
        lengths.append(rss_of(client).find("item/enclosure").attrib["length"])

    assert (lengths, asked) == ([str(photo.file_size), "7"], [photo.file.name])


def test_a_photo_that_went_astray_costs_the_enclosure_and_not_the_feed(client):
    photo = make_photo()
    Photo.objects.update(file_size=0)  # as of photos from before it was kept
    make_article(cover=photo.pk, title="Vẫn còn")
    default_storage.delete(photo.file.name)

    assert titles(client, "/rss/") == ["Vẫn còn"]
    assert rss_of(client).find("item/enclosure") is None


def test_everybody_who_signed_is_named_and_the_subjects_are_categories(client):
    bylines = [signed(None, name="Thu Hiền"), signed(None, name="Quốc Khánh")]
    topic, tag = make_topic("Lễ hội"), make_tag("nước sạch")
    make_article(section=make_section("Xã hội").pk, bylines=bylines, topics=[topic.pk], tags=[tag.pk])

    item, entry = rss_of(client).find("item"), atom_of(client).find(f"{ATOM}entry")

    assert [creator.text for creator in item.findall(CREATOR)] == ["Thu Hiền", "Quốc Khánh"]
    assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] == ["Thu Hiền", "Quốc Khánh"]
    assert [category.text for category in item.findall("category")] == ["Xã hội", "Lễ hội", "nước sạch"]


def test_a_feed_says_whose_it_is(client):
    make_identity(tagline="Tin của xã", organisation="UBND xã")
    make_article()

    channel, feed = rss_of(client), atom_of(client)

    told = [channel.findtext(name) for name in ("title", "description", "language", "link")]
    assert told == ["Xã Thanh Lâm Hạ", "Tin của xã", "vi", "http://testserver/"]
    assert channel.find(f"{ATOM}link").attrib == {"rel": "self", "href": "http://testserver/rss/"}
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "UBND xã"
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link")] == [
        "http://testserver/",
        "http://testserver/atom/",
    ]


def test_times_are_those_of_publication_and_of_the_last_change(client):
    article = make_article(published_at=at("2026-06-01"))
    Article.objects.filter(pk=article.pk).update(updated_at=at("2026-06-03"))

    entry = atom_of(client).find(f"{ATOM}entry")

    assert rss_of(client).findtext("item/pubDate") == "Mon, 01 Jun 2026 01:00:00 +0000"
    assert entry.findtext(f"{ATOM}published") == "2026-06-01T01:00:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2026-06-03T01:00:00+00:00"


# --- Which articles --------------------------------------------------------------------------------------------------


def test_each_feed_holds_its_own_articles(client):
    author, topic = make_author(), make_topic()
    top = make_section("Kinh tế")
    below = make_section("Nông nghiệp", parent=top)
    make_article(title="Dưới mục", section=below.pk, published_at=at("2026-01-01"))
    make_article(
        title="Trong dòng", section=make_section("Xã hội").pk, topics=[topic.pk], published_at=at("2026-01-02")
    )
    twice = [signed(author), signed(author)]
    make_article(title="Ký hai lần", section=Section.objects.last().pk, bylines=twice, published_at=at("2026-01-03"))

    found = {address: titles(client, address) for address in SITE + OF_SUBJECTS}

    everything = ["Ký hai lần", "Trong dòng", "Dưới mục"]
    of_subjects = [["Dưới mục"], ["Dưới mục"], ["Trong dòng"], ["Trong dòng"], ["Ký hai lần"], ["Ký hai lần"]]
    assert found == dict(zip(SITE + OF_SUBJECTS, [everything, everything, *of_subjects], strict=True))


def test_a_feed_holds_the_newest_thirty(client):
    made = [make_article(title=f"Tin {number}", published_at=at("2026-01-01")).title for number in range(31)]

    assert titles(client, "/rss/") == made[:0:-1]


@pytest.mark.parametrize("address", OF_SUBJECTS)
def test_a_feed_of_nothing_known_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", SITE)
def test_feeds_are_read_only(client, address):
    assert [client.post(address).status_code, client.head(address).status_code] == [405, 200]


@pytest.mark.parametrize(
    ("make", "kind", "path"),
    [
        (make_section, "section", "chuyen-muc"),
        (make_topic, "topic", "dong-su-kien"),
        (make_author, "author", "tac-gia"),
    ],
)
@pytest.mark.parametrize("form", ["rss", "atom"])
def test_the_feed_of_what_was_renamed_leads_on(client, make, kind, path, form):
    thing = make("Tên mới")
    FormerSlug.objects.create(kind=kind, slug="ten-cu", target=thing.pk)

    response = client.get(f"/{path}/ten-cu/{form}/")

    assert (response.status_code, response["Location"]) == (301, f"/{path}/ten-moi/{form}/")
    assert response["Cache-Control"] == "no-cache"


# --- Names that last -------------------------------------------------------------------------------------------------


def test_an_article_keeps_its_name_in_feeds_whatever_host_is_asked_and_however_it_is_called(client, settings):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://tin.example.vn", ["*"]
    article = make_article()
    before = rss_of(client).findtext("item/guid"), atom_of(client).findtext(f"{ATOM}entry/{ATOM}id")

    Article.objects.filter(pk=article.pk).update(slug="khac-han")
    elsewhere = fromstring(client.get("/rss/", headers={"host": "www.example.vn"}).content)  # noqa: S314

    assert before == (f"https://tin.example.vn/bai-viet/{article.pk}/",) * 2
    assert elsewhere.findtext("channel/item/guid") == before[0]
    assert elsewhere.findtext("channel/item/link") == f"http://www.example.vn/bai-viet/{article.pk}-khac-han/"


def test_feeds_have_names_of_their_own_that_survive_a_new_slug(client):
    section = make_section()
    make_article(section=section.pk)
    before = [atom_of(client, address).findtext(f"{ATOM}id") for address in ("/atom/", "/chuyen-muc/kinh-te/atom/")]

    Section.objects.filter(pk=section.pk).update(slug="khac")

    assert before == ["http://127.0.0.1:8000/", f"http://127.0.0.1:8000/section/{section.pk}/"]
    assert atom_of(client, "/chuyen-muc/khac/atom/").findtext(f"{ATOM}id") == before[1]


# --- Valid, whatever the rows hold -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "is_empty"),
    [
        (address, is_empty)
        for address in (*SITE, *OF_SUBJECTS, "/hoi-dap/rss/")
        for is_empty in (True, False)
        if not (is_empty and address.startswith("/dong-su-kien/"))  # a story without articles has no feed
    ],
)
def test_every_feed_is_valid(client, address, is_empty):
    make_identity(tagline="Tin của xã", organisation="UBND xã")
    section, topic, author = make_section(), make_topic(description="Chuyện dài.\n\nCòn tiếp."), make_author()
    if not is_empty:
        rest = {"section": section.pk, "topics": [topic.pk], "tags": [make_tag().pk]}
        make_article(title="Có đủ", bylines=[signed(author), signed(None)], cover=make_photo().pk, **rest)
        make_article(title="A & B <c>", lead="", body="<p>&amp;</p>", bylines=[signed(author)], **rest)
        make_answer()

    assert errors_of(client.get(address).content, "atom" if address.endswith("/atom/") else "rss") == []


@pytest.mark.parametrize("address", SITE)
def test_a_character_that_xml_forbids_takes_the_feed_from_nobody(client, address):
    identity, section = make_identity(), make_section()
    article = make_article(section=section.pk, bylines=[signed(None)], tags=[make_tag().pk])
    bad = "Mưa\x0b lũ\ufffe\x1f &"
    SiteIdentity.objects.filter(pk=identity.pk).update(name=bad, tagline=bad)
    Section.objects.filter(pk=section.pk).update(name=bad)
    Article.objects.filter(pk=article.pk).update(title=bad, lead=bad, body=f"<p>{bad}</p>")
    article.bylines.update(name=bad)

    answer = client.get(address).content

    assert errors_of(answer, "atom" if address == "/atom/" else "rss") == []
    assert titles(client, address) == ["Mưa lũ &"]


def test_an_empty_feed_is_the_same_all_day_as_its_etag_says(client):
    with time_machine.travel(at("2026-06-01", 9), tick=False):
        first = client.get("/atom/")
    with time_machine.travel(at("2026-06-01", 21), tick=False):
        second = client.get("/atom/")

    assert (first["ETag"], first.content) == (second["ETag"], second.content)


@pytest.mark.parametrize("address", SITE + OF_SUBJECTS)
def test_feeds_are_told_no_time_of_a_row_and_answer_to_their_etag(client, address):
    make_section(), make_author(), make_article(topics=[make_topic().pk])

    response = client.get(address)
    again = client.get(address, headers={"if-none-match": response["ETag"]})

    assert (response.status_code, "Last-Modified" in response, again.status_code) == (200, False, 304)


# --- What they cost --------------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", SITE + OF_SUBJECTS)
def test_a_feed_costs_the_same_at_ten_and_at_a_thousand_articles(client, address):
    make_identity()
    make_many(10)
    few = queries(client, address)

    make_many(990)

    assert queries(client, address) == few == FRAME + (0 if address in SITE else SUBJECT) + ARTICLES
