"""The form's nonce, which makes a comment count once, and the look-up code that its writer gets."""

import hashlib
import secrets

from django.core import signing
from django.utils.crypto import salted_hmac

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misread
LOOKALIKES = str.maketrans("OIL", "011")
SIGNS = 15  # of 5 bits each: 75 random bits
GROUP = 5
SALT = "comments.form"
FORM_LIVES = 24 * 3600  # seconds


def new_form(article_id: int) -> str:
    """Return the signed nonce of a fresh form."""
    return signing.dumps([secrets.token_urlsafe(24), article_id], salt=SALT)


def nonce_of(form: str, article_id: int) -> str:
    """Return the nonce of a form of this article that is at most a day old; "" for any other."""
    try:
        nonce, for_article = signing.loads(form, salt=SALT, max_age=FORM_LIVES)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return nonce if for_article == article_id else ""


def seconds_open(form: str, now) -> float:
    """Return how long ago a valid form was made, by its signed time stamp."""
    stamp = signing.b62_decode(form.rsplit(":", 2)[1])
    return now.timestamp() - stamp


def code_of(nonce: str) -> str:
    """Return the look-up code of a nonce: the same whenever the form is sent again, and kept nowhere."""
    number = int.from_bytes(salted_hmac("comments.code", nonce, algorithm="sha256").digest())
    signs = []
    for _each in range(SIGNS):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, SIGNS, GROUP))


def hash_of(code: str) -> str:
    """Return what is stored of a code. Spaces, dashes, case and look-alike letters make no difference."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum()).translate(LOOKALIKES)
    return hashlib.sha256(f"comments.code:{signs}".encode()).hexdigest()
