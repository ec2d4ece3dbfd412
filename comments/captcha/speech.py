"""The captcha read aloud in Vietnamese, for whoever cannot see the picture.

The digits were recorded once (see clips/README.md); each reading mixes voices, speed, loudness, pauses and noise anew.
All of that follows from the captcha's key and the site's secret: hearing it again gives the very same bytes, because
several readings of one answer could be averaged until the noise is gone, and nobody outside can foresee the mixture.
"""

import functools
import io
import operator
import random
import string
import wave
from array import array
from pathlib import Path
from typing import NamedTuple

from django.utils.crypto import salted_hmac

CLIPS = Path(__file__).parent / "clips"
VOICES = ("north", "north-high", "north-low", "south", "south-high")
RATE = 16_000  # samples a second, in the clips and in what is sent
SALT = "comments.captcha.speech"

LEAD_IN = RATE // 2  # for a screen reader to fall silent
LEAD_OUT = RATE // 4
PAUSE = (RATE * 30 // 100, RATE * 40 // 100)
SPEED = (242, 271)  # in 256ths: six per cent either way
LOUDNESS = (192, 256)  # in 256ths: never louder than the clips, which leave room for the noise
NOISE = 3  # the digits stand 12 to 15 decibels above it


class Spoken(NamedTuple):
    start: int
    samples: list[int]

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


def wav(digits: str, key: str) -> bytes:
    """Return the digits as a WAV file, always the same one for the same key."""
    if not digits or set(digits) - set(string.digits):
        raise ValueError("Only digits can be read aloud.")
    variation = _variation(digits, key)
    reading = _read(digits, variation)
    sound = _noise(reading[-1].end + LEAD_OUT, variation)
    for spoken in reading:
        place = slice(spoken.start, spoken.end)
        sound[place] = array("h", map(operator.add, sound[place], spoken.samples))
    return _file(sound)


def _variation(digits: str, key: str) -> random.Random:
    seed = salted_hmac(SALT, f"{digits} {key}", algorithm="sha256").digest()
    return random.Random(seed)  # noqa: S311  the seed is the secret; the rest only has to look random


def _read(digits: str, variation: random.Random) -> list[Spoken]:
    """Lay the digits one after the other, each said in its own way."""
    reading, start = [], LEAD_IN
    for digit in digits:
        clip = _clip(variation.choice(VOICES), digit)
        spoken = Spoken(start, _said(clip, variation.randint(*SPEED), variation.randint(*LOUDNESS)))
        reading.append(spoken)
        start = spoken.end + variation.randint(*PAUSE)
    return reading


def _said(clip: array, speed: int, loudness: int) -> list[int]:
    """Play a clip faster or slower, drawing a straight line between its samples."""
    return [
        (clip[at >> 8] * (256 - (at & 255)) + clip[(at >> 8) + 1] * (at & 255)) * loudness >> 16
        for at in range(0, (len(clip) - 1) << 8, speed)
    ]


def _noise(length: int, variation: random.Random) -> array:
    """Return noise that is strongest where speech is; hissing noise would hide the consonants first."""
    white = array("b", variation.randbytes(length + 3))
    neighbours = zip(white, white[1:], white[2:], white[3:], strict=False)
    return array("h", [NOISE * (a + b + c + d) for a, b, c, d in neighbours])


@functools.cache
def _clip(voice: str, digit: str) -> array:
    with wave.open(str(CLIPS / f"{voice}-{digit}.wav")) as clip:
        return array("h", [(sample - 128) << 8 for sample in clip.readframes(clip.getnframes())])


def _file(sound: array) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(sound.itemsize)
        out.setframerate(RATE)
        out.writeframes(sound)
    return file.getvalue()
