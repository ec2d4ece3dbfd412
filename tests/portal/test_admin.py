"""The portal's own pages in the admin: accounts, identity, banners."""

import pytest
from django.contrib.auth.models import User

from portal.models import SiteIdentity
from tests.factories import make_identity, make_user

pytestmark = pytest.mark.django_db


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
        },
    )

    colleague.refresh_from_db()
    assert colleague.is_staff
    assert not colleague.is_superuser


def test_an_administrator_cannot_change_a_superuser(client):
    client.force_login(make_user("Quản trị"))
    root = make_user(role=None)

    assert client.post(f"/quan-tri/auth/user/{root.pk}/change/", {"username": "mine"}).status_code == 403
    assert client.post(f"/quan-tri/auth/user/{root.pk}/password/", {"password1": "x"}).status_code == 403


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

    response = client.get("/quan-tri/portal/siteidentity/")

    assert response["Location"] == "/quan-tri/portal/siteidentity/1/change/"
