"""The privacy page says what the settings say: each number is changed here, and the page must follow."""

import logging
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import comments.privacy
from comments.models import ConsentText, Flag
from comments.moderation import senders
from portal import privacy
from portal.models import SiteIdentity
from tests.factories import at, make_article, make_comment_rules, make_identity
from tests.sitemap import sitemap_text

pytestmark = pytest.mark.django_db
PAGE = "/quyen-rieng-tu/"
QUERIES = 5  # the content version, the identity with consent and rules, the sections, the banners, the pages


@pytest.fixture(autouse=True)
def in_english():
    """The page in the words of the source, so that a number is looked for in its sentence."""
    with translation.override("en"):
        yield


@pytest.fixture
def identity():
    return make_identity(
        organisation="Uỷ ban nhân dân xã Thanh Lâm Hạ",
        address="Thôn Bến Đò",
        phone="0200 000 000",
        email="xa@example.vn",
        responsible="Đỗ Quí Hoà",
    )


def words(client):
    """The page's own text, without markup."""
    page = client.get(PAGE).text
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).split())


def test_the_page_names_who_is_responsible(client, identity):
    said = words(client)

    parts = [identity.organisation, identity.address, identity.phone, identity.email, identity.responsible]
    assert [part for part in parts if part not in said] == []


def test_a_site_without_contacts_still_has_its_page(client):
    SiteIdentity.objects.all().delete()

    assert client.get(PAGE).status_code == 200


RULES = [
    ("decision_days", "A comment is decided on within 7 working days."),
    ("answer_days", "Where an office is asked to answer, it has 7 working days"),
    ("keep_contact_days", "7 days after the decision the phone number"),
    ("per_minute", "Comments from one address: at most 7 a minute."),
    ("per_hour", "Comments from one address beyond 7 an hour are taken"),
    ("article_per_minute", "Comments on one article: at most 7 a minute."),
    ("lookups_per_minute", "Look-ups from one address: at most 7 a minute."),
]


@pytest.mark.parametrize(("rule", "sentence"), RULES)
def test_each_number_of_the_rules_stands_on_the_page_as_it_is(client, identity, rule, sentence):
    before = words(client)

    make_comment_rules(**{rule: 7})

    assert (sentence in before, sentence in words(client)) == (False, True)


@pytest.mark.parametrize(("rule", "sentence"), RULES[3:])
def test_a_limit_that_is_off_is_not_spoken_of(client, identity, rule, sentence):
    beginning = sentence.partition("7")[0]
    before = words(client)

    make_comment_rules(**{rule: 0})

    assert (beginning in before, beginning in words(client)) == (True, False)


def test_answers_to_captchas_are_limited_in_any_case_and_the_page_says_how(client, identity):
    said = []

    for limit in (0, 5, 40):
        make_comment_rules(per_minute=limit)
        said += re.findall("Confirmation codes from one address: at most (.*?) a minute", words(client))

    assert said == ["20 answers and 30 hearings", "20 answers and 30 hearings", "80 answers and 30 hearings"]


def test_what_becomes_of_a_withdrawn_comment_is_said_as_it_is_done(client, identity):
    make_comment_rules(keep_contact_days=9)
    kept = words(client)
    make_comment_rules(keep_contact_days=0)
    not_kept = words(client)

    hidden = "A comment that you have withdrawn is no longer shown, but is kept, hidden, as a record"
    assert [hidden in said for said in (kept, not_kept)] == [True, True]
    assert "the code of the network address 9 days after the withdrawal." in kept
    assert "the code of the network address some minutes later." in not_kept


def test_the_offices_own_numbers_are_named_as_not_masked(client, identity):
    before = words(client)

    make_comment_rules(public_phones=" 024 3888 0000 \r\n\n1900 9999")

    sentence = "The office's own numbers are no secret and are not masked: 024 3888 0000, 1900 9999."
    assert (sentence in before, sentence in words(client)) == (False, True)


def test_contacts_that_are_not_kept_at_all_are_said_to_go_at_once(client, identity):
    make_comment_rules(keep_contact_days=0)

    assert "Once the decision is made, the phone number" in words(client)


def test_what_is_looked_for_is_named_as_far_as_it_is(client, identity):
    def named():
        listed = re.findall("<li>(.*?)</li>", client.get(PAGE).text)
        return [flag for flag in Flag if str(flag.label) in map(unescape, listed)]

    everything = named()
    make_comment_rules(looks_for=[Flag.PERSONAL, Flag.LINK, Flag.TRAP])
    some = named()
    make_comment_rules(looks_for=[Flag.PERSONAL])
    nothing = named()

    assert everything == [flag for flag in Flag if flag != Flag.PERSONAL]
    assert (some, nothing) == ([Flag.LINK, Flag.TRAP], [])
    assert "looked through for these signs" not in words(client)


def test_the_consent_stands_word_for_word_with_its_day_and_fingerprint(client, identity):
    text = "Tôi đồng ý <ngay> & luôn.\nKý tên."
    identity.consent = ConsentText.objects.create(text=text, valid_from=at("2026-03-05", 23))
    identity.save()

    page = client.get(PAGE).text

    assert "<blockquote><p>Tôi đồng ý &lt;ngay&gt; &amp; luôn.<br>Ký tên.</p></blockquote>" in page
    assert f"<code>{identity.consent.fingerprint}</code>" in page
    assert "in force since 05/03/2026" in page


def test_a_site_that_takes_no_comments_says_so_and_nothing_of_a_form(client, identity):
    before = words(client)

    identity.consent = None
    identity.save()
    after = words(client)

    assert ["takes no comments at present" in said for said in (before, after)] == [False, True]
    assert ["What you agree to" in said for said in (before, after)] == [True, False]


COOKIES = [
    ({"CSRF_COOKIE_NAME": "the"}, "The cookie “the” is set when you begin to write"),
    ({"CSRF_COOKIE_AGE": 9 * 86400}, "used for nothing else. It lasts 9 days."),
    ({"CSRF_COOKIE_AGE": None}, "used for nothing else. It goes when the browser is closed."),
    ({"SESSION_COOKIE_NAME": "phien"}, "get the cookie “phien” when they log in, beside “csrftoken”."),
    ({"SESSION_COOKIE_AGE": 3 * 86400}, "beside “csrftoken”. It lasts 3 days."),
    ({"SESSION_EXPIRE_AT_BROWSER_CLOSE": True}, "beside “csrftoken”. It goes when the browser is closed."),
    ({"CAPTCHA_TIMEOUT": 8}, "are good for 8 minutes."),
]


@pytest.mark.parametrize(("changed", "sentence"), COOKIES)
def test_cookies_and_captcha_are_described_from_the_settings(client, identity, settings, changed, sentence):
    before = words(client)

    for name, value in changed.items():
        setattr(settings, name, value)

    assert (sentence in before, sentence in words(client)) == (False, True)


def test_numbers_of_the_program_are_read_where_it_reads_them(client, identity, monkeypatch):
    monkeypatch.setattr(senders, "LONGEST", 77)
    monkeypatch.setattr(comments.privacy, "UNDECIDED_DAYS", 88)
    monkeypatch.setitem(privacy.LAW, "reply_working_days", 5)

    said = words(client)

    assert "banned for at most 77 days" in said
    assert "Where nobody has decided on a comment, they are erased 88 days after it came." in said
    assert "The office replies within 5 working days." in said


def test_a_source_of_others_takes_back_the_word_that_there_is_none(client, identity, settings):
    before = words(client)

    settings.SECURE_CSP = settings.SECURE_CSP | {"script-src": ["'self'", "https://cdn.example.vn"]}

    assert ["All parts of a page come from this site" in said for said in (before, words(client))] == [True, False]


def test_the_cookie_is_set_where_the_page_says_and_nowhere_else(client, identity):
    article = make_article()
    pages = ["/", article.get_absolute_url(), PAGE, "/hoi-dap/", "/tim-kiem/", "/rss/"]

    reading = {address: list(client.get(address).cookies) for address in pages}
    writing = [
        list(client.post(f"/binh-luan/{article.pk}/mo/").cookies),
        list(type(client)().get(f"/binh-luan/{article.pk}/").cookies),
        list(type(client)().get("/tra-cuu/").cookies),
    ]

    assert reading == dict.fromkeys(pages, [])
    assert writing == [["csrftoken"]] * 3


def test_an_error_is_logged_without_a_word_of_the_reader(client, identity, monkeypatch, caplog, settings):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.views.facts", lambda identity: 1 / 0)
    reader = {"user-agent": "Trình duyệt của bà Hạnh", "referer": "http://testserver/tim-kiem/?q=benh", "cookie": "a=b"}

    with caplog.at_level(logging.WARNING):
        assert client.get(PAGE, headers=reader, REMOTE_ADDR="203.0.113.77").status_code == 500

    line = logging.Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{")
    written = "\n".join(line.format(record) for record in caplog.records)
    assert PAGE in written
    assert [word for word in ("203.0.113.77", "Hạnh", "benh", "a=b") if word in written] == []


def test_the_page_is_a_reading_page_that_follows_the_content_version(client, identity):
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert first["Cache-Control"] == "public, no-cache"
    assert "noindex" not in first.text
    assert f"<loc>http://testserver{PAGE}</loc>" in sitemap_text(client)


def test_the_page_costs_what_stands_around_every_page(client, identity):
    client.get(PAGE)

    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)

    assert len(captured) == QUERIES


def test_only_reading_is_allowed(client, identity):
    assert client.post(PAGE).status_code == 405
