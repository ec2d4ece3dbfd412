"""Standing pages and blocks of links in the newsroom: who may, what the forms take, and what they refuse."""

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.models import ContentVersion, OldAddress
from portal.models import Link, LinkBlock, Page
from tests.factories import make_identity, make_links, make_page, make_profile, make_section, make_topic, make_user

pytestmark = pytest.mark.django_db
PAGES = "/quan-tri/portal/page/"
LINKS = "/quan-tri/portal/linkblock/"


@pytest.fixture
def secretary(client):
    user = make_user("Thư ký toà soạn")
    client.force_login(user)
    return user


def typed(**fields):
    return {"title": "Giới thiệu", "slug": "", "language": "vi", "body": "<p>Đôi lời.</p>", "order": "1"} | fields


def errors_of(response):
    return response.context["adminform"].form.errors.as_data().keys() if response.status_code == 200 else set()


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("Phóng viên", (403, 403, 403, 403)),
        ("Biên tập viên", (200, 200, 403, 403)),
        ("Thư ký toà soạn", (200, 200, 200, 403)),
        ("Quản trị", (200, 200, 200, 200)),
    ],
)
@pytest.mark.parametrize("kind", ["page", "linkblock"])
def test_who_may_see_change_add_and_delete(client, role, may, kind):
    client.force_login(make_user(role))
    key = make_page(is_published=False).pk if kind == "page" else make_links().pk
    root = f"/quan-tri/portal/{kind}/"

    addresses = [root, f"{root}{key}/change/", f"{root}add/", f"{root}{key}/delete/"]

    assert tuple(client.get(address).status_code for address in addresses) == may


@pytest.mark.parametrize("kind", ["portal/page", "portal/linkblock", "articles/topic"])
def test_who_is_limited_to_sections_only_looks_at_what_is_the_whole_sites(client, kind):
    limited = make_user("Thư ký toà soạn")
    make_profile(limited, make_section("Kinh tế"))
    client.force_login(limited)
    things = {"portal/page": make_page, "portal/linkblock": make_links, "articles/topic": make_topic}
    root = f"/quan-tri/{kind}/"
    form = f"{root}{things[kind]().pk}/change/"

    found = [client.get(root), client.get(form), client.get(f"{root}add/"), client.post(form, typed(name="Khác"))]

    assert [response.status_code for response in found] == [200, 200, 403, 403]
    assert 'name="_save"' not in found[1].content.decode()
    assert '<input type="text"' not in found[1].content.decode()


def test_who_may_only_look_sees_the_page_without_its_editor(client):
    reader = make_user("Phóng viên")
    reader.user_permissions.add(Permission.objects.get(codename="view_page"))
    client.force_login(reader)
    page = make_page(body="<p>Chín thôn.</p>")

    response = client.get(f"{PAGES}{page.pk}/change/")
    client.post(f"{PAGES}{page.pk}/change/", typed(title="Khác"))

    assert (response.status_code, response.content.decode().count("data-editor=")) == (200, 0)
    assert Page.objects.get().title == "Giới thiệu"


# --- Pages -----------------------------------------------------------------------------------------------------------


def test_a_page_is_written_with_an_address_that_follows_its_title(client, secretary):
    before = ContentVersion.objects.get().number

    client.post(PAGES + "add/", typed(title="  Cơ\u00a0cấu tổ chức ", body="<p>Chín thôn.<script>x</script></p>"))

    page = Page.objects.get()
    assert (page.title, page.slug, page.body) == ("Cơ cấu tổ chức", "co-cau-to-chuc", "<p>Chín thôn.</p>")
    assert not page.is_published  # the box was not ticked
    assert ContentVersion.objects.get().number == before + 1


def test_text_opened_in_the_form_and_saved_unchanged_keeps_its_date(client, secretary):
    page = make_page(updated_at=timezone.now().replace(year=2020))

    client.post(f"{PAGES}{page.pk}/change/", typed(slug="gioi-thieu", is_published="on", in_footer="on", order="7"))

    after = Page.objects.get()
    assert (after.order, after.updated_at) == (7, page.updated_at)


@pytest.mark.parametrize(
    "slug",
    [
        "tim-kiem",
        "quan-tri",
        "so-do",
        "en",
        "media",
        "static",
        "bai-viet",
        "chuyen-muc",
        "binh-luan",
        "api",
        "rss",
        "atom",
    ],
)
def test_a_page_takes_no_address_that_the_site_answers_itself(client, secretary, slug):
    response = client.post(PAGES + "add/", typed(slug=slug))

    assert errors_of(response) == {"slug"}
    assert Page.objects.count() == 0


def test_an_english_page_may_be_called_what_is_taken_at_the_root(client, secretary):
    client.post(PAGES + "add/", typed(title="Media", language="en", is_published="on"))

    assert client.get("/en/media/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"title": ""}, {"title"}),
        ({"title": "…", "slug": ""}, {"slug"}),
        ({"title": "x" * 151}, {"title"}),
        ({"slug": "co-roi"}, {"__all__"}),
        ({"language": "fr"}, {"language"}),
    ],
)
def test_what_a_page_can_not_be_is_said_beside_its_field(client, secretary, fields, refused):
    make_page("Có rồi")

    response = client.post(PAGES + "add/", typed(**fields))

    assert errors_of(response) == refused
    assert Page.objects.count() == 1


def test_the_language_of_a_page_stays(client, secretary):
    page = make_page()

    client.post(f"{PAGES}{page.pk}/change/", typed(language="en", slug="gioi-thieu"))

    assert Page.objects.get().language == "vi"


def test_only_pages_of_the_other_language_without_a_twin_are_offered(client, secretary):
    page = make_page()
    free, taken = (make_page(title, language="en") for title in ("About us", "Contact"))
    other = make_page("Liên hệ", translation=taken)
    Page.objects.filter(pk=taken.pk).update(translation=other)

    offered = client.get(f"{PAGES}{page.pk}/change/").context["adminform"].form.fields["translation"].queryset

    assert list(offered) == [free]


def test_a_page_of_the_same_language_is_no_twin(client, secretary):
    other = make_page("Liên hệ")

    response = client.post(PAGES + "add/", typed(translation=other.pk))

    assert errors_of(response) == {"translation"}


def test_a_twin_chosen_on_one_page_stands_on_the_other_too(client, secretary):
    english = make_page("About us", language="en")

    client.post(PAGES + "add/", typed(translation=english.pk))

    english.refresh_from_db()
    assert english.translation == Page.objects.get(language="vi")


def test_a_new_address_keeps_the_old_one_alive_in_the_name_of_who_gave_it(client, secretary):
    page = make_page()

    client.post(f"{PAGES}{page.pk}/change/", typed(slug="ve-xa", is_published="on"))

    old = OldAddress.objects.get()
    assert (old.path, old.target, old.created_by) == ("/gioi-thieu/", "/ve-xa/", secretary)


def test_a_page_that_readers_knew_is_not_renamed_while_they_do_not_see_it(client, secretary):
    page = make_page()

    together = client.post(f"{PAGES}{page.pk}/change/", typed(slug="ve-xa"))
    client.post(f"{PAGES}{page.pk}/change/", typed(slug="gioi-thieu"))
    afterwards = client.post(f"{PAGES}{page.pk}/change/", typed(slug="ve-xa"))
    client.post(f"{PAGES}{page.pk}/change/", typed(slug="ve-xa", is_published="on"))

    assert errors_of(together) == errors_of(afterwards) == {"slug"}
    assert client.get("/gioi-thieu/")["Location"] == "/ve-xa/"


def test_a_draft_is_renamed_without_a_trace(client, secretary):
    page = make_page(is_published=False)

    client.post(f"{PAGES}{page.pk}/change/", typed(slug="ve-xa"))

    assert (Page.objects.get().slug, OldAddress.objects.count()) == ("ve-xa", 0)


@pytest.mark.parametrize(("is_published", "status", "left"), [(True, 403, 1), (False, 302, 0)])
def test_a_page_that_readers_see_is_taken_down_before_it_is_deleted(client, is_published, status, left):
    client.force_login(make_user("Quản trị"))
    page = make_page(is_published=is_published)

    response = client.post(f"{PAGES}{page.pk}/delete/", {"post": "yes"})

    assert (response.status_code, Page.objects.count()) == (status, left)


def test_pages_are_not_deleted_in_bulk(client):
    client.force_login(make_user("Quản trị"))
    page = make_page(is_published=False)

    client.post(PAGES, {"action": "delete_selected", "_selected_action": page.pk, "post": "yes"})

    assert Page.objects.count() == 1


def test_only_the_form_of_a_page_loosens_the_policy_for_its_editor(client, secretary):
    page = make_page()

    form, listed, preview = (client.get(PAGES + rest) for rest in (f"{page.pk}/change/", "", f"{page.pk}/xem-thu/"))

    assert "script-src-attr 'unsafe-inline'" in form["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in form["Content-Security-Policy"]
    assert "unsafe-inline" not in listed["Content-Security-Policy"]
    assert "unsafe-inline" not in preview["Content-Security-Policy"]


def test_the_form_leads_to_the_page_that_readers_see_and_to_a_preview_of_one_they_do_not(client, secretary):
    shown, draft = make_page(), make_page("Bản nháp", is_published=False)

    of_shown = client.get(f"{PAGES}{shown.pk}/change/").content.decode()
    of_draft = client.get(f"{PAGES}{draft.pk}/change/").content.decode()

    assert 'href="/gioi-thieu/" class="viewsitelink"' in of_shown
    assert f"{PAGES}{shown.pk}/xem-thu/" not in of_shown
    assert "viewsitelink" not in of_draft
    assert f'href="{PAGES}{draft.pk}/xem-thu/"' in of_draft


def test_a_draft_is_previewed_in_its_own_language_by_the_newsroom_alone(client, secretary):
    draft = make_page("About us", language="en", is_published=False)

    preview = client.get(f"{PAGES}{draft.pk}/xem-thu/").content.decode()
    client.force_login(make_user("Phóng viên"))

    assert '<html lang="en">' in preview
    assert "<h1>About us</h1>" in preview
    assert client.get(f"{PAGES}{draft.pk}/xem-thu/").status_code == 403
    client.logout()
    assert client.get(f"{PAGES}{draft.pk}/xem-thu/").status_code == 302


def test_the_list_offers_drafts_of_the_pages_that_are_missing_until_they_are_there(client, secretary):
    make_page("Giới thiệu")

    before = client.get(PAGES).context["lacking"]
    client.post(PAGES + "ban-mau/")
    after = client.get(PAGES).context["lacking"]

    assert [row["slug"] for row in before] == [
        *("co-cau-to-chuc", "lien-he", "tro-nang", "about", "organisation", "contact")
    ]
    assert after == []
    assert Page.objects.filter(is_published=False).count() == 6


def test_who_may_not_add_pages_makes_no_drafts_and_nobody_does_by_a_link(client, secretary):
    by_link = client.get(PAGES + "ban-mau/")
    client.force_login(make_user("Biên tập viên"))

    assert client.post(PAGES + "ban-mau/").status_code == by_link.status_code == 403
    assert client.get(PAGES).context["lacking"] == []
    assert Page.objects.count() == 0


# --- Blocks of links -------------------------------------------------------------------------------------------------


def rows(*links, block="Cấp trên", keys=()):
    """What the form of a block sends: its name and a row for each (name, address)."""
    data = {"name": block, "order": "0", "links-TOTAL_FORMS": len(links), "links-INITIAL_FORMS": len(keys)}
    for number, (name, url) in enumerate(links):
        data |= {f"links-{number}-name": name, f"links-{number}-url": url, f"links-{number}-order": number}
    for number, key in enumerate(keys):
        data[f"links-{number}-id"] = key
    return data


def test_a_block_of_links_is_written_in_one_form(client, secretary):
    before = ContentVersion.objects.get().number

    client.post(LINKS + "add/", rows(("Văn\u00a0bản ", "https://vanban.example.vn/"), ("Sơ đồ", "/so-do/")))

    assert list(Link.objects.values_list("block__name", "name", "url")) == [
        ("Cấp trên", "Văn bản", "https://vanban.example.vn/"),
        ("Cấp trên", "Sơ đồ", "/so-do/"),
    ]
    assert ContentVersion.objects.get().number == before + 1


def test_an_editor_changes_adds_and_removes_links_of_a_block(client):
    client.force_login(make_user("Biên tập viên"))
    block = make_links("Cấp trên", Một="https://mot.example.vn/", Hai="https://hai.example.vn/")
    keys = block.links.values_list("pk", flat=True)
    data = rows(("Một", "https://mot.example.vn/"), ("Hai", "https://2.example.vn/"), ("Ba", "/so-do/"), keys=keys)

    client.post(f"{LINKS}{block.pk}/change/", data | {"block": block.pk, "links-0-DELETE": "on"})

    assert dict(Link.objects.values_list("name", "url")) == {"Hai": "https://2.example.vn/", "Ba": "/so-do/"}


@pytest.mark.parametrize(
    ("url", "is_accepted"),
    [
        ("https://vanban.example.vn/tim?q=1", True),
        ("http://cu.example.vn", True),
        ("/chuyen-muc/kinh-te/", True),
        ("/hoi-dap/?trang=2", True),
        ("/lien-he/", True),
        ("/chua-co/", False),
        ("/chuyen-muc/khong-co/", False),
        ("/quan-tri/", False),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://vanban example.vn/", False),
        ("vanban", False),
        ("mailto:a@xa.example", False),
    ],
)
def test_a_link_leads_somewhere(client, secretary, url, is_accepted):
    make_section("Kinh tế")
    make_page("Liên hệ")

    client.post(LINKS + "add/", rows(("Nơi khác", url)))

    assert list(Link.objects.values_list("url", flat=True)) == ([url] if is_accepted else [])


@pytest.mark.parametrize("typed", ["nhandan.vn", "nhandan.vn/tin-moi?so=1"])
def test_a_link_typed_without_its_beginning_is_completed(client, secretary, typed):
    client.post(LINKS + "add/", rows(("Báo Nhân Dân", typed)))

    assert Link.objects.get().url == f"https://{typed}"


def test_a_deleted_block_takes_its_links_along(client):
    client.force_login(make_user("Quản trị"))
    block = make_links("Cấp trên", Một="https://mot.example.vn/")

    client.post(f"{LINKS}{block.pk}/delete/", {"post": "yes"})

    assert (LinkBlock.objects.count(), Link.objects.count()) == (0, 0)


# --- The identity in English -----------------------------------------------------------------------------------------


def test_the_identity_takes_its_english_names(client):
    identity = make_identity()
    client.force_login(make_user("Quản trị"))
    fields = {"name": "Xã", "accent": "#a3151c", "date_order": "time_first", "name_en": "The Commune "}

    client.post("/quan-tri/portal/siteidentity/1/change/", fields)

    identity.refresh_from_db()
    assert identity.name_en == "The Commune"
