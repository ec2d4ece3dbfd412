"""What a member of staff decides for themselves, and who may give whom which sections."""

import pytest
from django.contrib.auth.models import User

from articles.models import StaffProfile, reach_of
from tests.factories import make_section, make_user

pytestmark = pytest.mark.django_db

SETTINGS = "/quan-tri/tuy-chon/"


def limit(user, *sections, **fields):
    profile = StaffProfile.objects.create(user=user, **fields)
    profile.sections.set(sections)
    return profile


def reach(user):
    return reach_of(User.objects.get(pk=user.pk))


# --- Own settings ----------------------------------------------------------------------------------------------------


def test_everybody_chooses_how_they_are_told(client):
    reporter = make_user("Phóng viên")
    client.force_login(reporter)

    response = client.post(SETTINGS, {"mail": "digest"}, follow=True)

    assert (reporter.profile.mail, reporter.profile.shortcuts) == ("digest", False)
    assert response.redirect_chain == [(SETTINGS, 302)]
    assert len(response.context["messages"]) == 1


def test_looking_at_the_own_settings_writes_nothing(client):
    client.force_login(make_user("Phóng viên"))

    client.get(SETTINGS)

    assert StaffProfile.objects.count() == 0


def test_a_strange_choice_changes_nothing(client):
    reporter = make_user("Phóng viên")
    limit(reporter)
    client.force_login(reporter)

    response = client.post(SETTINGS, {"mail": "hourly"})

    reporter.profile.refresh_from_db()
    assert (response.status_code, reporter.profile.mail) == (200, "each")
    assert list(response.context["form"].errors) == ["mail"]


def test_the_own_sections_are_shown_and_cannot_be_changed(client):
    reporter, economy, health = make_user("Phóng viên"), make_section("Kinh tế"), make_section("Y tế")
    limit(reporter, economy)
    client.force_login(reporter)

    client.post(SETTINGS, {"mail": "each", "sections": [health.pk]})

    assert list(client.get(SETTINGS).context["sections"]) == [economy]
    assert reach(reporter) == {economy.pk}


def test_the_settings_are_for_staff(client):
    assert client.get(SETTINGS).status_code == 302
    client.force_login(User.objects.create(username="doc-gia"))
    assert client.get(SETTINGS).status_code == 302


# --- The account form ------------------------------------------------------------------------------------------------


def save(client, user, *sections, mail="each"):
    profile = StaffProfile.objects.filter(user=user).first()
    fields = {"username": user.username, "is_active": "on", "is_staff": "on"}
    fields |= {"date_joined_0": "01/11/2026", "date_joined_1": "08:00", "groups": [g.pk for g in user.groups.all()]}
    fields |= {"profile-TOTAL_FORMS": "1", "profile-INITIAL_FORMS": "1" if profile else "0"}
    fields |= {"profile-0-id": profile.pk if profile else "", "profile-0-user": user.pk, "profile-0-mail": mail}
    fields["profile-0-sections"] = [section.pk for section in sections]
    return client.post(f"/quan-tri/auth/user/{user.pk}/change/", fields)


def test_an_administrator_limits_a_reporter_to_sections(client):
    reporter, economy = make_user("Phóng viên"), make_section("Kinh tế")
    client.force_login(make_user("Quản trị"))

    save(client, reporter, economy, mail="none")

    assert (reach(reporter), StaffProfile.objects.get().mail) == ({economy.pk}, "none")


def test_an_account_saved_without_a_choice_gets_no_profile(client):
    reporter = make_user("Phóng viên")
    client.force_login(make_user("Quản trị"))

    response = save(client, reporter)

    assert (response.status_code, StaffProfile.objects.count()) == (302, 0)


@pytest.fixture
def limited(client):
    """An administrator of one section, logged in; with the section, one below it and one beside it."""
    administrator, economy, health = make_user("Quản trị"), make_section("Kinh tế"), make_section("Y tế")
    prices = make_section("Giá cả", parent=economy)
    limit(administrator, economy)
    client.force_login(administrator)
    return administrator, economy, prices, health


def test_a_limited_administrator_gives_the_own_sections(client, limited):
    _administrator, economy, prices, _health = limited
    reporter = make_user("Phóng viên")
    limit(reporter, economy)

    save(client, reporter, prices)

    assert reach(reporter) == {prices.pk}


@pytest.mark.parametrize("given", ["a foreign one", "none, which means all"])
def test_a_limited_administrator_gives_no_other_sections(client, limited, given):
    administrator, economy, prices, health = limited
    reporter = make_user("Phóng viên")
    limit(reporter, prices)
    sections = [health] if given == "a foreign one" else []

    responses = [save(client, user, *sections) for user in (reporter, administrator)]

    assert [response.status_code for response in responses] == [200, 200]
    assert (reach(reporter), reach(administrator)) == ({prices.pk}, {economy.pk, prices.pk})


@pytest.mark.parametrize("reaches", ["everything", "elsewhere"])
def test_who_reaches_further_is_not_changed_by_a_limited_administrator(client, limited, reaches):
    _administrator, economy, _prices, health = limited
    editor = make_user()
    if reaches == "elsewhere":
        limit(editor, economy, health)

    assert save(client, editor, economy).status_code == 403
    password = {"password1": "mat-khau-moi-2026", "password2": "mat-khau-moi-2026", "usable_password": "true"}
    assert client.post(f"/quan-tri/auth/user/{editor.pk}/password/", password).status_code == 403


def test_who_a_limited_administrator_takes_on_is_limited_alike(client, limited):
    _administrator, economy, prices, _health = limited
    password = {"password1": "mat-khau-moi-2026", "password2": "mat-khau-moi-2026", "usable_password": "true"}

    client.post("/quan-tri/auth/user/add/", {"username": "nguoi-moi"} | password)

    assert reach(User.objects.get(username="nguoi-moi")) == {economy.pk, prices.pk}


def test_who_an_unlimited_administrator_takes_on_is_not_limited(client):
    client.force_login(make_user("Quản trị"))
    password = {"password1": "mat-khau-moi-2026", "password2": "mat-khau-moi-2026", "usable_password": "true"}

    client.post("/quan-tri/auth/user/add/", {"username": "nguoi-moi"} | password)

    assert reach(User.objects.get(username="nguoi-moi")) is None
    assert StaffProfile.objects.count() == 0


def test_a_superuser_gives_any_section(client):
    reporter, economy, health = make_user("Phóng viên"), make_section("Kinh tế"), make_section("Y tế")
    limit(reporter, economy)
    client.force_login(make_user(role=None))

    save(client, reporter, health)

    assert reach(reporter) == {health.pk}


def test_an_editor_cannot_open_accounts(client):
    reporter, economy = make_user("Phóng viên"), make_section("Kinh tế")
    client.force_login(make_user())

    assert save(client, reporter, economy).status_code == 403
    assert StaffProfile.objects.count() == 0
