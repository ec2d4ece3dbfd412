"""Words typed in the admin pass the door of articles/text.py before they are measured."""

from xml.etree.ElementTree import fromstring

import pytest

from articles.models import ContentVersion, Photo, Section, Source
from portal.models import Banner, SiteIdentity
from tests.factories import make_article, make_identity, make_photo, make_section, make_source, make_user

pytestmark = pytest.mark.django_db
GROWING = "\ufb2c"  # one letter that NFC writes as three


@pytest.fixture
def desk(client):
    client.force_login(make_user(role=None))
    return client


IDENTITY = {"name": "Xã Thanh Lâm Hạ", "accent": "#a3151c", "date_order": "time_first"}
BANNER = {"kind": "slogan", "text": "Khẩu hiệu", "starts_at_0": "21/11/2026", "starts_at_1": "08:00", "order": "0"}
SECTION = {"name": "Kinh tế", "slug": "kinh-te", "order": "0", "front_page": "list", "comments_allowed": "inherit"}
FORMS = {
    "portal/siteidentity": (SiteIdentity, make_identity, IDENTITY),
    "portal/banner": (Banner, lambda: Banner.objects.create(text="Khẩu hiệu"), BANNER),
    "articles/section": (Section, make_section, SECTION),
    "articles/source": (Source, make_source, {"code": "TLH", "name": "Nguồn TLH"}),
    "articles/photo": (Photo, make_photo, {"alt": "Cánh đồng lúa chín"}),
}


def change(desk, form, **typed):
    """Change one thing in the admin; return it as it is stored then, and what the form refused."""
    model, make, fields = FORMS[form]
    key = make().pk
    response = desk.post(f"/quan-tri/{form}/{key}/change/", fields | typed)
    errors = response.context["adminform"].form.errors if response.status_code == 200 else {}
    return model.objects.get(pk=key), list(errors)


@pytest.mark.parametrize(
    ("form", "field", "typed", "stored"),
    [
        ("portal/siteidentity", "tagline", "A\x08B", "AB"),
        ("portal/siteidentity", "organisation", "  Uỷ\u00a0ban\u200b  xa\u0303 ", "Uỷ ban xã"),
        ("portal/siteidentity", "parent_url", "https://huyen.example.vn/\x08\u200b", "https://huyen.example.vn/"),
        ("portal/siteidentity", "email", "tin\u200b@example.vn", "tin@example.vn"),
        ("portal/banner", "text", "Ba\u0303o so\u0302\u0301 9\x08", "Bão số 9"),
        ("articles/section", "description", "Giá\x08 cả", "Giá cả"),
        ("articles/section", "archive_notice", "Dòng\x08 một  \r\n\r\n\r\nDòng hai", "Dòng một\n\nDòng hai"),
        ("articles/source", "name", "Cổng\u00a0tin\x08", "Cổng tin"),
        ("articles/photo", "caption", "Toàn\u200b cảnh ", "Toàn cảnh"),
    ],
)
def test_typed_words_are_normalised(desk, form, field, typed, stored):
    thing, errors = change(desk, form, **{field: typed})

    assert (getattr(thing, field), errors) == (stored, [])


@pytest.mark.parametrize(
    ("form", "field", "typed"),
    [
        ("portal/siteidentity", "tagline", GROWING * 200),
        ("portal/banner", "text", GROWING * 300),
        ("articles/section", "description", GROWING * 300),
        ("articles/source", "name", GROWING * 150),
        ("articles/photo", "alt", GROWING * 250),
        ("articles/section", "name", "\x08"),
    ],
)
def test_words_are_measured_as_they_are_stored(desk, form, field, typed):
    version = ContentVersion.objects.get().number

    _thing, errors = change(desk, form, **{field: typed})

    assert errors == [field]
    assert ContentVersion.objects.get().number == version


def test_no_control_character_of_the_identity_reaches_the_feed(desk):
    make_article()
    change(desk, "portal/siteidentity", name="Xã\x08 Thanh Lâm", tagline="A\x08B")

    channel = fromstring(desk.get("/rss/").content).find("channel")  # noqa: S314

    assert [channel.findtext("title"), channel.findtext("description")] == ["Xã Thanh Lâm", "AB"]


@pytest.mark.parametrize(
    ("link", "is_accepted"),
    [
        ("/chuyen-muc/kinh-te/", True),
        ("/", True),
        ("https://huyen.example.vn/", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("javascript:alert(1)", False),
        ("evil.example", False),
    ],
)
def test_a_banner_leads_to_the_site_or_to_a_whole_address(desk, link, is_accepted):
    banner, errors = change(desk, "portal/banner", link=link)

    assert (banner.link, errors) == ((link, []) if is_accepted else ("", ["link"]))
