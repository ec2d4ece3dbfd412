"""The captcha, behind this one package: django-simple-captcha draws, stores and expires; we ask, label and read aloud.

An answer is good for one form. A right answer beside an error in another field is kept as a signed "solved" for this
very form, so that nobody types a second picture for a missing title.
"""

import secrets

from captcha.models import CaptchaStore
from django.core import signing
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from . import speech

SOLVED_FOR = 20 * 60  # seconds
SALT = "comments.captcha.solved"
DIGITS = 5


def digits():
    """Return a challenge of digits and its answer, for CAPTCHA_CHALLENGE_FUNCT."""
    challenge = "".join(secrets.choice("0123456789") for _each in range(DIGITS))
    return challenge, challenge


def new() -> str:
    """Make a captcha and return its key; those that nobody solved in time go."""
    CaptchaStore.remove_expired()
    return CaptchaStore.generate_key()


def image_url(key: str) -> str:
    return reverse("captcha_image", args=[key])


def speech_of(key: str) -> bytes | None:
    """Return the digits read aloud as a WAV file; None for a captcha that is unknown, spent, expired or answered."""
    if not key.isalnum():  # PostgreSQL refuses to look for a NUL
        return None
    unanswered = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now(), response=F("challenge"))
    challenge = unanswered.values_list("challenge", flat=True).first()
    return speech.wav(challenge, key) if challenge else None


def is_right(key: str, answer: str, nonce: str, now=None) -> bool:
    """Whether the answer is right. A wrong one spends the captcha, so that each guess costs a new picture.

    A right one is bound to the form: the same form sent again by a double click or after a dropped line is right
    again and gets its receipt, any other form finds the captcha spent.
    """
    now = now or timezone.now()
    typed = "".join(answer.split()).lower()[:32]
    bound = salted_hmac("comments.captcha.bound", f"{nonce} {typed}", algorithm="sha256").hexdigest()[:32]
    open_captcha = CaptchaStore.objects.filter(hashkey=key[:40], expiration__gt=now)
    # Compared and bound by one UPDATE: of two forms with one answer a single one finds it unspent.
    right = open_captcha.filter(response__in=[typed, bound]).update(response=bound)
    if not right:
        open_captcha.update(expiration=now)
    return bool(right)


def solved(nonce: str) -> str:
    """Return a proof that the captcha of the form with this nonce was solved."""
    return signing.dumps(nonce, salt=SALT)


def is_solved(proof: str, nonce: str) -> bool:
    try:
        return signing.loads(proof, salt=SALT, max_age=SOLVED_FOR) == nonce
    except signing.BadSignature:
        return False
