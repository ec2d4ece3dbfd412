"""The portal's own pages in the admin: accounts, identity, banners."""

import re

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from articles.models import ContentVersion
from portal.models import SiteIdentity
from tests.factories import make_identity, make_user

pytestmark = pytest.mark.django_db

# What the account form sends besides its fields: the rows of the sections and notices.
PROFILE = {"profile-TOTAL_FORMS": "1", "profile-INITIAL_FORMS": "0", "profile-0-mail": "each"}


def test_an_administrator_cannot_make_a_superuser(client):
    client.force_login(make_user("Quản trị"))
    colleague = make_user("Phóng viên")

    client.post(
        f"/quan-tri/auth/user/{colleague.pk}/change/",
        {
            "username": "phong-vien",
            "is_active": "on",
            "is_staff": "on",
            "is_superuser": "on",
            "date_joined_0": "01/11/2026",
            "date_joined_1": "08:00",
        }
        | PROFILE,
    )

    colleague.refresh_from_db()
    assert colleague.is_staff
    assert not colleague.is_superuser


def test_an_administrator_cannot_change_a_superuser(client):
    client.force_login(make_user("Quản trị"))
    root = make_user(role=None)

    assert client.post(f"/quan-tri/auth/user/{root.pk}/change/", {"username": "mine"}).status_code == 403
    assert client.post(f"/quan-tri/auth/user/{root.pk}/password/", {"password1": "x"}).status_code == 403


def save_groups(client, user, *groups):
    fields = {"username": user.username, "is_active": "on", "is_staff": "on", "groups": [group.pk for group in groups]}
    return client.post(
        f"/quan-tri/auth/user/{user.pk}/change/",
        fields | PROFILE | {"date_joined_0": "01/11/2026", "date_joined_1": "08:00"},
    )


def test_an_administrator_gives_only_groups_within_the_own_permissions(client):
    administrator, colleague = make_user("Quản trị"), make_user("Phóng viên")
    client.force_login(administrator)
    editors = Group.objects.get(name="Biên tập viên")
    stronger = Group.objects.create(name="Kỹ thuật")
    stronger.permissions.add(Permission.objects.get(codename="delete_group"))

    save_groups(client, administrator, stronger)
    save_groups(client, colleague, editors)

    assert [group.name for group in administrator.groups.all()] == ["Quản trị"]
    assert [group.name for group in colleague.groups.all()] == ["Biên tập viên"]


def test_a_group_that_an_administrator_cannot_give_stays_where_it_is(client):
    client.force_login(make_user("Quản trị"))
    colleague = make_user("Phóng viên")
    stronger = Group.objects.create(name="Kỹ thuật")
    stronger.permissions.add(Permission.objects.get(codename="delete_group"))
    colleague.groups.add(stronger)

    save_groups(client, colleague)

    assert [group.name for group in colleague.groups.all()] == ["Kỹ thuật"]


def test_a_superuser_gives_any_group(client):
    client.force_login(make_user(role=None))
    colleague = make_user("Phóng viên")
    stronger = Group.objects.create(name="Kỹ thuật")
    stronger.permissions.add(Permission.objects.get(codename="delete_group"))

    save_groups(client, colleague, stronger)

    assert [group.name for group in colleague.groups.all()] == ["Kỹ thuật"]


def test_nobody_deletes_an_account(client):
    client.force_login(make_user(role=None))
    other = make_user("Phóng viên")

    assert client.post(f"/quan-tri/auth/user/{other.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("accent", "is_accepted"), [("#a3151c", True), ("#1A4F8B", True), ("#ffcc00", False), ("red", False)]
)
def test_an_accent_colour_must_be_readable(client, accent, is_accepted):
    make_identity(accent="#123456")
    client.force_login(make_user("Quản trị"))

    client.post("/quan-tri/portal/siteidentity/1/change/", {"name": "Xã", "accent": accent, "date_order": "time_first"})

    assert (SiteIdentity.objects.get().accent == accent.lower()) == is_accepted


def test_the_identity_opens_without_a_list(client):
    client.force_login(make_user("Quản trị"))
    before = ContentVersion.objects.get().number

    responses = [client.get("/quan-tri/portal/siteidentity/") for _visit in range(2)]

    assert {response["Location"] for response in responses} == {"/quan-tri/portal/siteidentity/1/change/"}
    assert SiteIdentity.objects.get().name == "Cổng thông tin điện tử"
    assert ContentVersion.objects.get().number == before + 1


def test_a_reporter_neither_sees_nor_makes_the_identity(client):
    client.force_login(make_user("Phóng viên"))

    assert client.get("/quan-tri/portal/siteidentity/").status_code == 403
    assert SiteIdentity.objects.count() == 0


def test_who_may_only_view_the_identity_does_not_make_it(client):
    reader = make_user("Phóng viên")
    reader.user_permissions.add(Permission.objects.get(codename="view_siteidentity"))
    client.force_login(reader)

    assert client.get("/quan-tri/portal/siteidentity/").status_code == 302
    assert SiteIdentity.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("admin:index", [("admin:index", "page")]),
        ("admin:articles_article_changelist", [("admin:articles_article_changelist", "page")]),
        ("admin:articles_article_add", [("admin:articles_article_changelist", "true")]),
        ("admin:comments_comment_changelist", [("admin:comments_comment_changelist", "page")]),
        ("admin:calendar", [("admin:calendar", "page")]),
        ("admin:slots", [("admin:slots", "page")]),
        ("admin:articles_photo_changelist", [("admin:articles_photo_changelist", "page")]),
        ("admin:reports", [("admin:reports", "page")]),
        ("admin:profile", []),
    ],
)
def test_the_bar_and_the_menu_mark_the_part_that_is_open(client, name, marked):
    client.force_login(make_user(role=None))

    page = client.get(reverse(name)).text

    for menu in ("newsroom-nav", "newsroom-menu"):
        html = re.search(rf'<nav class="{menu}".*?</nav>', page, re.DOTALL)[0]
        found = re.findall(r'<a href="([^"]*)" aria-current="([^"]*)"', html)
        assert found == [(reverse(entry), kind) for entry, kind in marked]
