"""The editorial rules: one row, changed by those who may, with what blocks a publication as ticks."""

import pytest
from django.contrib.auth.models import Permission

from articles import checks
from articles.models import EditorialRules, Section
from tests.factories import make_section, make_user

pytestmark = pytest.mark.django_db

RULES = "/quan-tri/articles/editorialrules/"
NUMBERS = {"title_length": "90", "sentence_syllables": "45", "review_days": "1"}


def save(client, *codes, **fields):
    return client.post(f"{RULES}1/change/", NUMBERS | {"blocking": codes} | fields)


@pytest.fixture
def administrator(client):
    client.force_login(make_user("Quản trị"))
    client.get(RULES)


def test_the_rules_open_without_a_list(client):
    client.force_login(make_user("Quản trị"))

    responses = [client.get(RULES) for _visit in range(2)]

    assert {response["Location"] for response in responses} == {f"{RULES}1/change/"}
    assert EditorialRules.objects.count() == 1


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Kiểm duyệt"])
def test_others_neither_see_nor_make_the_rules(client, role):
    client.force_login(make_user(role))

    assert client.get(RULES).status_code == 403
    assert save(client).status_code != 200
    assert EditorialRules.objects.count() == 0


def test_the_checks_are_ticked_as_they_hold(client, administrator):
    boxes = client.get(f"{RULES}1/change/").context["adminform"].form["blocking"].subwidgets
    ticked = {box.data["value"] for box in boxes if box.data["selected"]}
    fixed = {box.data["value"] for box in boxes if box.data["attrs"].get("disabled")}

    assert ticked == set(checks.DEFAULT_BLOCKING)
    assert fixed == set(checks.ALWAYS)


def test_what_is_ticked_blocks_besides_what_always_does(client, administrator):
    save(client, "credit", four_eyes="on", title_length="70")

    rules = EditorialRules.objects.get()
    assert set(rules.blocking) == {"title", "section", "text", "credit"}
    assert (rules.four_eyes, rules.title_length) == (True, 70)


def test_nothing_takes_off_what_always_blocks(client, administrator):
    save(client)

    assert set(EditorialRules.objects.get().blocking) == {"title", "section", "text"}


def test_the_defaults_are_kept_as_the_defaults(client, administrator):
    save(client, "credit")
    save(client, *checks.DEFAULT_BLOCKING)

    assert EditorialRules.objects.get().blocking is None


def test_an_unknown_check_is_refused(client, administrator):
    response = save(client, "weather")

    assert (response.status_code, EditorialRules.objects.get().blocking) == (200, None)


def test_the_one_row_is_neither_added_nor_deleted(client, administrator):
    assert client.post(f"{RULES}add/", NUMBERS).status_code == 403
    assert client.post(f"{RULES}1/delete/", {"post": "yes"}).status_code == 403
    assert EditorialRules.objects.count() == 1


def test_who_may_only_view_the_rules_reads_their_names(client):
    EditorialRules.objects.create(pk=1, blocking=["credit"])
    reader = make_user("Phóng viên")
    reader.user_permissions.add(Permission.objects.get(codename="view_editorialrules"))
    client.force_login(reader)

    page = client.get(f"{RULES}1/change/").content.decode()

    assert str(checks.Check.CREDIT.label) in page
    assert 'type="checkbox"' not in page


def test_a_section_can_ask_for_other_eyes(client, administrator):
    section = make_section("Kinh tế")
    fields = {"name": "Kinh tế", "slug": "kinh-te", "order": "0", "front_page": "list", "comments_allowed": "inherit"}

    client.post(f"/quan-tri/articles/section/{section.pk}/change/", fields | {"four_eyes": "on"})

    assert Section.objects.get().four_eyes
