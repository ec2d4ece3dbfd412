"""The captcha read aloud: what is heard, that it cannot be averaged or foreseen, and which captchas are read."""

import io
import operator
import wave
from array import array
from datetime import timedelta
from itertools import pairwise
from math import sqrt

import pytest
from captcha.models import CaptchaStore
from django.utils import timezone

from comments import captcha
from comments.captcha import speech

DIGITS = "0123456789"
NAMES = [f"{voice}-{digit}" for voice in speech.VOICES for digit in DIGITS]


def samples_of(file):
    with wave.open(file) as sound:
        frames = sound.readframes(sound.getnframes())
        return [sample - 128 for sample in frames] if sound.getsampwidth() == 1 else list(array("h", frames))


def clip(name):
    return samples_of(str(speech.CLIPS / f"{name}.wav"))


def heard(digits, key="a"):
    return samples_of(io.BytesIO(speech.wav(digits, key)))


def level(samples):
    return sqrt(sum(sample * sample for sample in samples) / len(samples))


def likeness(sound, samples):
    """Return the correlation of the clip with as much of the sound: 1 for the same, near 0 for strangers."""
    place = sound[: len(samples)]
    return sum(map(operator.mul, place, samples)) / len(place) / level(place) / level(samples[: len(place)])


@pytest.fixture
def plain(monkeypatch):
    """Take speed, loudness and pauses out of the variation, so that a test knows where each digit lies."""

    def with_voice(voice):
        monkeypatch.setattr(speech, "VOICES", (voice,))
        monkeypatch.setattr(speech, "SPEED", (256, 256))
        monkeypatch.setattr(speech, "LOUDNESS", (256, 256))
        monkeypatch.setattr(speech, "PAUSE", (5_000, 5_000))

    return with_voice


def test_a_reading_is_a_wav_file_of_16_bits_mono_at_16_kilohertz():
    with wave.open(io.BytesIO(speech.wav("01234", "a"))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 16_000)
        assert len(sound.readframes(sound.getnframes())) == 2 * sound.getnframes()


def test_every_voice_says_every_digit():
    assert sorted(file.stem for file in speech.CLIPS.glob("*.wav")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_is_short_clear_and_leaves_room_for_the_noise(name):
    with wave.open(str(speech.CLIPS / f"{name}.wav")) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 1, speech.RATE)

    samples = clip(name)

    assert 0.25 <= len(samples) / speech.RATE <= 0.7
    assert level(samples) / 128 == pytest.approx(0.075, abs=0.001)
    assert max(map(abs, samples)) * 256 + speech.NOISE * 4 * 128 <= 32_767


def test_all_clips_together_stay_small():
    assert sum(file.stat().st_size for file in speech.CLIPS.glob("*.wav")) < 400_000


@pytest.mark.parametrize("voice", speech.VOICES)
def test_the_right_digits_are_heard_in_the_right_order(voice, plain):
    plain(voice)
    clips = {digit: clip(f"{voice}-{digit}") for digit in DIGITS}
    sound, start, found, least = heard("3905126478"), speech.LEAD_IN, "", 1.0

    for digit in "3905126478":
        alike = {other: likeness(sound[start:], samples) for other, samples in clips.items()}
        best = max(alike, key=alike.get)
        found, least = found + best, min(least, alike[best])
        start += len(clips[digit]) - 1 + 5_000

    assert found == "3905126478"
    assert least > 0.95


def test_the_length_is_that_of_the_digits_the_pauses_and_the_silence_around(plain):
    plain("north")
    said = sum(len(clip(f"north-{digit}")) - 1 for digit in "90125")

    sound = heard("90125")

    assert len(sound) == speech.LEAD_IN + said + 4 * 5_000 + speech.LEAD_OUT


@pytest.mark.parametrize(
    ("pick", "speed", "pause", "seconds"),
    [(min, max(speech.SPEED), min(speech.PAUSE), 3.18), (max, min(speech.SPEED), max(speech.PAUSE), 5.95)],
    ids=["shortest", "longest"],
)
def test_a_captcha_takes_three_to_six_seconds(pick, speed, pause, seconds, monkeypatch):
    voice, digit = pick(NAMES, key=lambda name: len(clip(name))).rsplit("-", 1)
    monkeypatch.setattr(speech, "VOICES", (voice,))
    monkeypatch.setattr(speech, "SPEED", (speed, speed))
    monkeypatch.setattr(speech, "PAUSE", (pause, pause))

    sound = heard(digit * captcha.DIGITS)

    assert len(sound) / speech.RATE == pytest.approx(seconds, abs=0.02)


@pytest.mark.parametrize(("loudness", "decibels"), [(192, 12.4), (256, 14.9)])
def test_the_digits_stand_well_above_the_noise(loudness, decibels, plain, monkeypatch):
    plain("south")
    monkeypatch.setattr(speech, "LOUDNESS", (loudness, loudness))
    said = 32_768 * 0.075 * loudness / 256

    noise = level(heard("5")[: speech.LEAD_IN])

    assert said / noise == pytest.approx(10 ** (decibels / 20), rel=0.05)


def test_the_noise_goes_on_under_the_digits(plain):
    plain("north")
    sound, samples = heard("7"), clip("north-7")

    beneath = [mixed - sample * 256 for mixed, sample in zip(sound[speech.LEAD_IN :], samples[:-1], strict=False)]

    assert level(beneath) == pytest.approx(level(sound[: speech.LEAD_IN]), rel=0.05)


def test_hearing_a_captcha_again_gives_the_same_bytes():
    assert speech.wav("12345", "a") == speech.wav("12345", "a")


def test_no_two_captchas_sound_the_same():
    readings = {speech.wav("12345", f"key {number}") for number in range(10)}

    assert len(readings) == 10


def test_the_noise_of_one_captcha_says_nothing_of_another():
    noises = [heard("1", key)[: speech.LEAD_IN] for key in ("a", "b", "c")] + [heard("2", "a")[: speech.LEAD_IN]]

    assert max(abs(likeness(one, other)) for one, other in pairwise([*noises, noises[0]])) < 0.1


def test_the_reading_cannot_be_foreseen_without_the_secret(settings):
    before = speech.wav("12345", "a")

    settings.SECRET_KEY = "another"

    assert speech.wav("12345", "a") != before


def test_a_digit_is_said_in_many_ways():
    lengths = {len(heard("8", str(number))) for number in range(20)}

    assert len(lengths) > 10


@pytest.mark.parametrize("digits", ["", "12a45", "1 2", "١٢٣٤٥", "²", "-1", "1\n", "../1"])
def test_nothing_but_digits_is_read(digits):
    with pytest.raises(ValueError, match="Only digits can be read aloud"):
        speech.wav(digits, "a")


@pytest.mark.django_db
def test_an_open_captcha_is_read():
    key = captcha.new()

    assert captcha.speech_of(key) == speech.wav(CaptchaStore.objects.get(hashkey=key).challenge, key)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "a", "0" * 40, "\x00", "a\x00", "x" * 3_000, "%", "é"])
def test_an_unknown_captcha_is_not_read(key):
    captcha.new()

    assert captcha.speech_of(key) is None


@pytest.mark.django_db
def test_an_expired_captcha_is_not_read():
    key = captcha.new()
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))

    assert captcha.speech_of(key) is None


@pytest.mark.django_db
def test_a_captcha_spent_on_a_wrong_answer_is_not_read():
    key = captcha.new()
    captcha.is_right(key, "wrong", "nonce")

    assert captcha.speech_of(key) is None


@pytest.mark.django_db
def test_a_captcha_that_a_form_has_solved_is_not_read():
    key = captcha.new()
    captcha.is_right(key, CaptchaStore.objects.get(hashkey=key).challenge, "nonce")

    assert captcha.speech_of(key) is None


@pytest.mark.django_db
def test_hearing_a_captcha_does_not_spend_it():
    key = captcha.new()
    captcha.speech_of(key)

    assert captcha.is_right(key, CaptchaStore.objects.get(hashkey=key).challenge, "nonce") is True
