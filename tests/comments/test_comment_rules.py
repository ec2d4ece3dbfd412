"""The rules for comments: one row that the administrators change and the moderators read."""

import pytest

from articles.models import ContentVersion
from comments.models import CommentRules, Flag
from tests.factories import make_comment_rules, make_user

pytestmark = pytest.mark.django_db

RULES = "/quan-tri/comments/commentrules/"
NUMBERS = {
    "decision_days": "2",
    "answer_days": "15",
    "close_after_days": "",
    "keep_contact_days": "30",
    "per_minute": "5",
    "per_hour": "20",
    "article_per_minute": "60",
    "lookups_per_minute": "10",
    "shortest_seconds": "5",
}


@pytest.fixture
def administrator(client):
    client.force_login(make_user("Quản trị"))


def save(client, *flags, **fields):
    return client.post(f"{RULES}1/change/", NUMBERS | {"looks_for": flags or Flag.values} | fields)


def errors(client, **fields):
    return list(save(client, **fields).context["adminform"].form.errors)


def test_the_rules_open_without_a_list(client, administrator):
    assert client.get(RULES)["Location"] == f"{RULES}1/change/"


def test_the_numbers_are_changed_and_readers_see_it_at_once(client, administrator):
    version = ContentVersion.objects.get().number

    save(client, decision_days="3", close_after_days="60", keep_contact_days="0", per_minute="0")

    rules = CommentRules.objects.get()
    assert (rules.decision_days, rules.close_after_days, rules.keep_contact_days, rules.per_minute) == (3, 60, 0, 0)
    assert ContentVersion.objects.get().number == version + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("decision_days", "0"),
        ("decision_days", "61"),
        ("answer_days", "0"),
        ("answer_days", "121"),
        ("close_after_days", "0"),
        ("keep_contact_days", "731"),
        ("keep_contact_days", "-1"),
        ("per_minute", "-1"),
        ("per_hour", ""),
        ("article_per_minute", "x"),
        ("lookups_per_minute", "-1"),
        ("shortest_seconds", "301"),
    ],
)
def test_what_makes_no_sense_is_refused(client, administrator, field, value):
    assert errors(client, **{field: value}) == [field]
    assert str(getattr(CommentRules.objects.get(), field) or "") == NUMBERS[field]


def test_the_offices_own_numbers_stand_one_a_line(client, administrator):
    save(client, public_phones=" 0236 3 123 456\r\n\r\n+84 912 345 678 \u200b\n")

    rules = CommentRules.objects.get()
    assert rules.public_phones == "0236 3 123 456\n+84 912 345 678"
    assert rules.spared == {"+842363123456", "+84912345678"}


def test_what_is_no_number_of_the_office_is_named(client, administrator):
    form = save(client, public_phones="0912 345 678\ntrực ban").context["adminform"].form

    [sentence] = form.errors["public_phones"]
    assert ("trực ban" in sentence, "0912" in sentence) == (True, False)
    assert CommentRules.objects.get().public_phones == ""


def test_all_is_ticked_until_somebody_chooses(client, administrator):
    boxes = client.get(f"{RULES}1/change/").context["adminform"].form["looks_for"].subwidgets

    assert [box.data["value"] for box in boxes if box.data["selected"]] == Flag.values
    assert [box.data["value"] for box in boxes if box.data["attrs"].get("disabled")] == [Flag.PERSONAL]


def test_what_is_not_ticked_is_not_looked_for(client, administrator):
    save(client, Flag.NOISE, Flag.WORD)

    rules = CommentRules.objects.get()
    assert rules.looks_for == [Flag.WORD, Flag.PERSONAL, Flag.NOISE]
    assert [flag for flag in Flag if rules.watches(flag)] == [Flag.WORD, Flag.PERSONAL, Flag.NOISE]


def test_personal_data_are_looked_for_in_any_case(client, administrator):
    client.post(f"{RULES}1/change/", NUMBERS)

    assert CommentRules.objects.get().looks_for == [Flag.PERSONAL]


def test_all_of_them_stays_all_of_them_in_later_releases(client, administrator):
    save(client, Flag.WORD)
    save(client, *[flag for flag in Flag.values if flag != Flag.PERSONAL])

    assert CommentRules.objects.get().looks_for is None


def test_an_unknown_flag_is_refused(client, administrator):
    assert list(save(client, "weather").context["adminform"].form.errors) == ["looks_for"]
    assert CommentRules.objects.get().looks_for is None


def test_the_one_row_is_neither_added_nor_deleted(client, administrator):
    assert client.post(f"{RULES}add/", NUMBERS).status_code == 403
    assert client.post(f"{RULES}1/delete/", {"post": "yes"}).status_code == 403
    assert CommentRules.objects.count() == 1


def test_moderators_read_the_rules_by_their_names(client):
    make_comment_rules(looks_for=[Flag.NOISE])
    client.force_login(make_user("Kiểm duyệt"))

    page = client.get(f"{RULES}1/change/").text
    answer = save(client, decision_days="9")

    assert (str(Flag.NOISE.label) in page, str(Flag.PERSONAL.label) in page) == (True, True)
    assert (str(Flag.SHOUTING.label) in page, 'type="checkbox"' in page) == (False, False)
    assert (answer.status_code, CommentRules.objects.get().decision_days) == (403, 2)


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên", "Thư ký toà soạn", "Trả lời bạn đọc"])
def test_others_neither_see_nor_change_them(client, role):
    client.force_login(make_user(role))

    assert (client.get(RULES).status_code, save(client, decision_days="9").status_code) == (403, 403)
    assert CommentRules.objects.get().decision_days == 2
