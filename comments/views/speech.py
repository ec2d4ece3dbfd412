"""The captcha read aloud, for whoever cannot see the picture."""

import re

from django.http import Http404, HttpResponse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import captcha, contact, senders, throttle

PER_MINUTE = 30  # requests from one address; Safari makes up to three for one hearing
RANGE = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")


@require_safe
@never_cache
def speech(request, key):
    try:
        throttle.count(f"speech:{senders.hashed(contact.address_of(request))}", per_minute=PER_MINUTE)
    except throttle.TooFast as burst:
        words = _("The code was read aloud very often from your address. Try again after %(moment)s.")
        words %= {"moment": time_format(localtime(burst.until), "H:i")}
        return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
    sound = captcha.speech_of(key)
    if sound is None:
        raise Http404
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # GZipMiddleware would pack a part as if it were the whole
    return _asked_part(sound, request.headers.get("Range", ""))


def _asked_part(sound, asked):
    """Return the sound, or the one part that is asked for: Safari plays nothing from a server that knows no parts.

    The same key gives the same bytes each time (comments/captcha/speech.py), so that the parts fit together. A range
    that makes no sense is passed over, as RFC 9110 allows.
    """
    response = HttpResponse(sound, content_type="audio/wav", headers={"Accept-Ranges": "bytes"})
    found = RANGE.fullmatch(asked)
    if not found:
        return response
    first, last = int(found[1]), min(int(found[2] or len(sound)), len(sound) - 1)
    if first <= last:
        response.status_code, response.content = 206, sound[first : last + 1]
        response.headers["Content-Range"] = f"bytes {first}-{last}/{len(sound)}"
    return response
