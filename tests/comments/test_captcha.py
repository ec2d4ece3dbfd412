"""The captcha of the form: asked once, good once and for minutes, seen or heard; guesses are counted."""

from datetime import timedelta

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment, PostingBucket
from tests.factories import make_article, make_comment_rules, make_identity

from .citizen import WORDS, address_of, again, hidden_of, next_hour, opened, send, words_in, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def identity():
    return make_identity()


@pytest.fixture
def article():
    return make_article(title="Nước sạch về thôn")


# --- Asked once -------------------------------------------------------------------------------------------------------


def test_a_wrong_answer_brings_a_new_picture_and_spends_the_old_one(client, article):
    data = opened(client, article)

    wrong = send(client, article, data | {"answer": "1"})
    old = send(client, article, data)

    assert (wrong_fields(wrong), wrong_fields(old)) == ({"answer"}, {"answer"})
    assert hidden_of(wrong)["key"] not in {"", data["key"]}
    assert hidden_of(wrong)["form"] == data["form"]
    assert words_in(wrong) == WORDS
    assert wrong.context["form"]["answer"].value() == ""


def test_an_expired_picture_is_refused_and_the_words_are_kept(client, article):
    data = opened(client, article)
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))

    response = send(client, article, data)

    assert wrong_fields(response) == {"answer"}
    assert words_in(response) == WORDS


def test_a_picture_serves_one_form_only(client, article):
    first, second = opened(client, article), opened(client, article)
    send(client, article, first)

    response = send(client, article, second | {"key": first["key"], "answer": first["answer"]})

    assert wrong_fields(response) == {"answer"}
    assert Comment.objects.count() == 1


def test_an_error_elsewhere_asks_for_no_second_picture(client, article):
    data = opened(client, article)

    wrong = send(client, article, data | {"title": ""})
    right = send(client, article, WORDS | hidden_of(wrong) | {"consent": "on"})

    assert wrong_fields(wrong) == {"title"}
    assert wrong.context["is_solved"] is True
    assert "id_answer" not in wrong.text
    assert right.status_code == 200
    assert Comment.objects.count() == 1


def test_a_proof_is_good_for_its_own_form_only(client, article):
    wrong = send(client, article, opened(client, article) | {"title": ""})
    other = opened(client, article)

    response = send(client, article, other | {"answer": "", "solved": hidden_of(wrong)["solved"]})

    assert wrong_fields(response) == {"answer"}


def test_a_proof_ends_after_twenty_minutes(client, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        wrong = send(client, article, opened(client, article) | {"title": ""})
        clock.shift(timedelta(minutes=21))

        response = send(client, article, WORDS | hidden_of(wrong) | {"consent": "on"})

    assert wrong_fields(response) == {"answer"}
    assert words_in(response) == WORDS


def test_a_new_picture_without_script_keeps_all_words_and_scolds_nobody(client, article):
    data = opened(client, article) | {"title": ""}

    response = send(client, article, data | {"refresh": "1"})

    assert response.status_code == 200
    assert wrong_fields(response) == set()
    assert words_in(response) == WORDS | {"title": ""}
    assert hidden_of(response)["key"] != data["key"]
    assert hidden_of(response)["form"] == data["form"]
    assert response.context["form"]["consent"].value() is True


# --- Read aloud ------------------------------------------------------------------------------------------------------


def sound_of(key):
    return reverse("comments:speech", args=[key])


@pytest.fixture
def key(client, article):
    return opened(client, article)["key"]


def test_the_picture_and_the_sound_of_the_form_have_one_key(client, article):
    page = client.get(address_of(article))

    key = hidden_of(page)["key"]
    assert page.text.count('<audio controls preload="none"') == 1
    assert page.text.count(f'src="{sound_of(key)}"') == page.text.count(f"/ma-xac-nhan/{key}/") == 1
    assert page.headers["Content-Security-Policy"].count("media-src 'self'") == 1


def test_the_article_page_names_no_sound(client, article):
    page = client.get(article.get_absolute_url()).text

    assert page.count("<audio") == 1
    assert "/am-thanh/" not in page


def test_the_sound_is_a_wav_that_nobody_keeps(client, key):
    client.cookies.clear()

    response = client.get(sound_of(key), headers={"Accept-Encoding": "gzip"})

    sound = response.content
    assert (sound[:4], sound[8:12]) == (b"RIFF", b"WAVE")
    names = ("Content-Type", "Content-Length", "Accept-Ranges", "Cache-Control")
    assert [response.headers[name] for name in names] == [
        "audio/wav",
        str(len(sound)),
        "bytes",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    ]
    assert "Content-Encoding" not in response.headers
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-1", slice(0, 2)),
        ("bytes=0-", slice(0, None)),
        ("bytes=44-99", slice(44, 100)),
        ("bytes=9-999999999", slice(9, None)),
    ],
)
def test_a_part_of_the_sound_can_be_asked_for_as_safari_does(client, key, asked, part):
    whole = client.get(sound_of(key)).content

    response = client.get(sound_of(key), headers={"Range": asked, "Accept-Encoding": "gzip"})

    first, last = part.start, len(whole[: part.stop]) - 1
    assert response.status_code == 206
    assert response.content == whole[part]
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
    assert response.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=99999999-", "bytes=0-1,5-6", "bytes=-5", "bytes=a-b", "seconds=0-1"]
)
def test_a_range_that_makes_no_sense_brings_the_whole_sound(client, key, asked):
    response = client.get(sound_of(key), headers={"Range": asked})

    assert response.status_code == 200
    assert response.content == client.get(sound_of(key)).content


def spent(client, article, key):
    send(client, article, WORDS | {"key": key, "answer": "1"})


def expired(client, article, key):
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))


def answered(client, article, key):
    form = hidden_of(client.get(address_of(article)))
    send(client, article, WORDS | form | {"key": key, "answer": CaptchaStore.objects.get(hashkey=key).response})


def gone(client, article, key):
    CaptchaStore.objects.all().delete()


@pytest.mark.parametrize("lose", [spent, expired, answered, gone])
def test_a_captcha_that_is_no_longer_open_is_not_read_aloud(client, article, key, lose):
    assert client.get(sound_of(key)).status_code == 200

    lose(client, article, key)

    assert client.get(sound_of(key)).status_code == 404


@pytest.mark.parametrize("key", ["a" * 39, "a" * 41, "A" * 40, "%00" * 40, "g" * 40])
def test_what_is_no_key_is_not_found(client, key):
    assert client.get(f"/binh-luan/am-thanh/{key}.wav").status_code == 404


def test_hearing_is_throttled_for_each_address(client, key):
    minute = timezone.now().replace(second=0)
    with time_machine.travel(minute, tick=False) as clock:
        codes = [client.get(sound_of(key)).status_code for _each in range(31)]
        refused = client.get(sound_of(key))
        neighbour = client.get(sound_of(key), REMOTE_ADDR="203.0.113.9")
        clock.shift(timedelta(minutes=1))
        later = client.get(sound_of(key))

    assert codes == [200] * 30 + [429]
    assert refused.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"{timezone.localtime(minute + timedelta(minutes=1)):%H:%M}" in refused.text
    assert (neighbour.status_code, later.status_code) == (200, 200)


def test_hearing_changes_nothing_by_other_methods(client, key):
    assert client.post(sound_of(key)).status_code == 405


# --- Guessing --------------------------------------------------------------------------------------------------------


def test_guesses_are_counted_for_each_address_and_the_words_stay(client, article):
    hour = next_hour()
    with time_machine.travel(hour, tick=False) as clock:
        codes = [send(client, article, opened(client, article) | {"answer": "1"}).status_code for _each in range(20)]
        refused = send(client, article, opened(client, article))
        neighbour = send(client, article, opened(client, article), REMOTE_ADDR="203.0.113.9")
        clock.shift(timedelta(minutes=1))
        later = send(client, article, again(refused))

    assert codes == [422] * 20
    assert refused.status_code == 429
    assert (refused.context["burst"].of, refused.context["burst"].until) == ("captcha", hour + timedelta(minutes=1))
    assert f"{timezone.localtime(hour):%H}:01" in refused.text
    assert words_in(refused) == WORDS
    assert (neighbour.status_code, later.status_code) == (200, 200)


def test_guesses_are_counted_where_comments_are_not(client, article):
    make_comment_rules(per_minute=0)
    with time_machine.travel(next_hour(), tick=False):
        codes = [send(client, article, opened(client, article) | {"answer": "1"}).status_code for _each in range(21)]

    assert codes == [422] * 20 + [429]


def test_where_many_comments_may_come_many_answers_may(client, article):
    make_comment_rules(per_minute=40)
    with time_machine.travel(next_hour(), tick=False):
        codes = {send(client, article, opened(client, article)).status_code for _each in range(40)}

    assert codes == {200}
    assert Comment.objects.count() == 40


def test_a_form_whose_captcha_was_solved_counts_as_no_guess(client, article):
    with time_machine.travel(next_hour(), tick=False):
        wrong = send(client, article, opened(client, article) | {"title": ""})
        for _each in range(25):
            wrong = send(client, article, again(wrong) | {"title": ""})

    assert wrong.status_code == 422
    assert [bucket.in_minute for bucket in PostingBucket.objects.filter(key__startswith="captcha:")] == [1]
