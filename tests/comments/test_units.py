"""The units that answer readers: made and changed by administrators, closed rather than deleted."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ContentVersion
from comments.models import Comment, Status, Unit
from tests.factories import at, make_comment, make_unit, make_user

pytestmark = pytest.mark.django_db

UNITS = "/quan-tri/comments/unit/"
FIELDS = {"name": "Trạm Y tế", "answer_days": "", "is_active": "on", "order": "0"}


@pytest.fixture
def administrator(client):
    user = make_user("Quản trị")
    client.force_login(user)
    return user


def errors(client, **fields):
    response = client.post(f"{UNITS}add/", FIELDS | fields)
    return dict(response.context["adminform"].form.errors)


def make_case(unit, **fields):
    case = {"unit": unit, "routed_at": timezone.now(), "due_on": at("2026-11-20").date()}
    return make_comment(**case | fields)


def test_a_unit_is_made_with_its_members(client, administrator):
    clerk = make_user("Trả lời bạn đọc")

    client.post(f"{UNITS}add/", FIELDS | {"name": "  Trạm   Y tế ", "answer_days": "7", "members": [clerk.pk]})

    unit = Unit.objects.get()
    assert (unit.name, unit.answer_days, unit.is_active) == ("Trạm Y tế", 7, True)
    assert list(unit.members.all()) == [clerk]


@pytest.mark.parametrize("days", ["0", "121", "-1", "x"])
def test_days_are_one_to_a_hundred_and_twenty(client, administrator, days):
    assert list(errors(client, answer_days=days)) == ["answer_days"]


def test_a_name_stands_once(client, administrator):
    make_unit("Trạm Y tế")

    assert list(errors(client)) == ["name"]


def test_members_are_chosen_among_the_staff_by_name(client, administrator):
    make_user(username="hoa", last_name="Lê", first_name="Thị Hoa")
    make_user(username="cu", is_active=False)
    reader = make_user(username="doc")
    reader.is_staff = False
    reader.save()

    field = client.get(f"{UNITS}add/").context["adminform"].form.fields["members"]

    assert [label for _key, label in field.choices] == ["quan-tri", "Lê Thị Hoa"]


def test_somebody_who_is_no_staff_is_refused(client, administrator):
    left = make_user(username="cu", is_active=False)

    assert list(errors(client, members=[left.pk])) == ["members"]


def test_only_who_may_answer_is_offered(client, administrator):
    make_user("Phóng viên", username="phong-vien", first_name="Văn Viết")
    make_user("Trả lời bạn đọc", username="tra-loi", first_name="Thị Đáp")
    make_user(None, username="goc", first_name="Văn Gốc")
    named = make_user("Phóng viên", username="rieng", first_name="Thị Riêng")
    named.user_permissions.add(Permission.objects.get(codename="answer_comment"))

    field = client.get(f"{UNITS}add/").context["adminform"].form.fields["members"]

    assert {label for _key, label in field.choices} == {"quan-tri", "Thị Đáp", "Văn Gốc", "Thị Riêng"}


def test_a_reporter_can_not_be_made_a_member(client, administrator):
    assert list(errors(client, members=[make_user("Phóng viên").pk])) == ["members"]


def test_a_member_who_may_no_longer_answer_is_named_and_not_dropped_unsaid(client, administrator):
    left, stays = make_user("Phóng viên", first_name="Văn Viết"), make_user("Trả lời bạn đọc", first_name="Thị Đáp")
    unit = make_unit("Trạm Y tế", left, stays)
    address = f"{UNITS}{unit.pk}/change/"

    form = client.post(address, FIELDS | {"members": [left.pk, stays.pk]}).context["adminform"].form
    kept = set(unit.members.all())
    client.post(address, FIELDS | {"members": [stays.pk]})

    [sentence] = form.errors["members"]
    assert ("Văn Viết" in sentence, "Thị Đáp" in sentence) == (True, False)
    assert (kept, set(unit.members.all())) == ({left, stays}, {stays})


def test_the_list_is_headed_by_what_it_lists(client, administrator):
    assert client.get(UNITS).context["title"] == "Đơn vị trả lời"


def test_a_unit_is_closed_and_not_deleted(client, administrator):
    unit = make_unit("Trạm Y tế")

    answer = client.post(f"{UNITS}{unit.pk}/delete/", {"post": "yes"})
    client.post(f"{UNITS}{unit.pk}/change/", FIELDS | {"is_active": ""})

    assert answer.status_code == 403
    assert Unit.objects.get().is_active is False


def test_a_new_name_is_seen_by_readers_at_once(client, administrator):
    unit, version = make_unit("Trạm Y tế"), ContentVersion.objects.get().number

    client.post(f"{UNITS}{unit.pk}/change/", FIELDS | {"name": "Trạm Y tế xã"})

    assert (Unit.objects.get().name, ContentVersion.objects.get().number) == ("Trạm Y tế xã", version + 1)


def test_the_list_shows_who_belongs_to_a_unit_and_its_open_cases(client, administrator):
    unit = make_unit("Trạm Y tế", make_user(username="hoa", last_name="Lê", first_name="Thị Hoa"))
    make_unit("Công an xã")
    for status in Status:
        make_case(unit, status=status)

    page = client.get(UNITS)

    rows = {row.name: row for row in page.context["cl"].result_list}
    assert {name: row.open for name, row in rows.items()} == {"Trạm Y tế": 2, "Công an xã": 0}
    assert page.text.count("Lê Thị Hoa") == 1


def test_the_list_costs_the_same_for_one_unit_and_for_three(client, administrator):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(UNITS)
        return len(captured)

    make_case(make_unit("Trạm Y tế", administrator))
    client.get(UNITS)
    one = queries()
    for name in ("Công an xã", "Văn phòng"):
        make_case(make_unit(name, administrator), article=Comment.objects.first().article)

    assert queries() == one


@pytest.mark.parametrize("role", ["Biên tập viên", "Kiểm duyệt"])
def test_moderators_read_the_units_and_change_nothing(client, role):
    unit = make_unit("Trạm Y tế", make_user(username="hoa", first_name="Thị Hoa"))
    client.force_login(make_user(role))

    page = client.get(f"{UNITS}{unit.pk}/change/").text
    answers = [client.post(f"{UNITS}{path}", FIELDS).status_code for path in ("add/", f"{unit.pk}/change/")]

    assert (page.count("Thị Hoa"), 'type="checkbox"' in page) == (1, False)
    assert (answers, Unit.objects.get().name) == ([403, 403], "Trạm Y tế")


@pytest.mark.parametrize("role", ["Phóng viên", "Trả lời bạn đọc"])
def test_others_do_not_see_them(client, role):
    client.force_login(make_user(role))

    assert client.get(UNITS).status_code == 403
