from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User

from articles.wording import actor_of, in_quotes, stamp, weekday_date


@pytest.mark.parametrize(("on_behalf", "words"), [("", "Nguyễn Thị Hà"), ("Ông Ba", "Ông Ba, qua liên kết")])
def test_who_acts_is_named_and_before_them_whoever_came_by_a_link(on_behalf, words):
    user = User(username="ha", first_name="Hà", last_name="Nguyễn Thị")

    assert actor_of(user, on_behalf) == words


def test_nobody_is_the_operator():
    assert actor_of(None) == "Người vận hành"


@pytest.mark.parametrize(("order", "words"), [("time_first", "06:05 01/02/2026"), ("date_first", "01/02/2026 | 06:05")])
def test_a_moment_is_written_in_vietnamese_time(order, words):
    assert stamp(datetime(2026, 1, 31, 23, 5, tzinfo=UTC), order) == words


def test_a_day_is_written_with_the_day_of_its_week():
    assert weekday_date(date(2026, 11, 21)) == "Thứ Bảy, 21/11/2026"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Lịch tiếp công dân", "Lịch tiếp công dân"),
        ("Xây dựng “Ngày Chủ nhật xanh”", "Xây dựng ‘Ngày Chủ nhật xanh’"),
        ('Hội thi "Dân vận khéo" và "Nhà sạch"', "Hội thi ‘Dân vận khéo’ và ‘Nhà sạch’"),
        ('Ống nước 27" của thôn', 'Ống nước 27" của thôn'),
        ('Ống 27" và "ABC"', 'Ống 27" và ‘ABC’'),
        ('Tổng kết "Khoá 27"', "Tổng kết ‘Khoá 27’"),
    ],
)
def test_quotation_marks_inside_quotation_marks_become_single_ones(title, words):
    assert in_quotes(title) == words
