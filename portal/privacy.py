"""What the privacy page says, read from where the site itself reads it: settings, the rules for comments, the identity.

A number that changes there changes on the page, so that the office never signs what is no longer true.
"""

from django.conf import settings
from django.utils.csp import CSP

from comments import privacy
from comments.models import Flag
from comments.moderation import senders
from comments.views.form import answers_per_minute
from comments.views.speech import PER_MINUTE as HEARINGS_PER_MINUTE

DAY = 24 * 3600
# Law 91/2025/QH15 and Decree 356/2025/NĐ-CP: within how many days an office deals with a person's request.
LAW = {"reply_working_days": 2, "objection_days": 15, "extension_days": 15, "other_days": (10, 20)}
OWN_SOURCES = {CSP.NONE, CSP.SELF, "data:"}


def facts(identity) -> dict:
    rules = identity.comment_rules
    return {
        "rules": rules,
        "consent": identity.consent,
        # What is found of the others is masked in any case, which the page says by itself.
        "looked_for": [flag.label for flag in Flag if flag != Flag.PERSONAL and rules.watches(flag)],
        "form_cookie": _cookie(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_AGE),
        "staff_cookie": _cookie(settings.SESSION_COOKIE_NAME, _session_age()),
        "captcha_minutes": settings.CAPTCHA_TIMEOUT,
        "captcha_answers": answers_per_minute(rules),
        "captcha_hearings": HEARINGS_PER_MINUTE,
        "undecided_days": privacy.UNDECIDED_DAYS,
        "public_phones": [line.strip() for line in rules.public_phones.splitlines() if line.strip()],
        "longest_ban": senders.LONGEST,
        "is_self_contained": all(set(sources) <= OWN_SOURCES for sources in settings.SECURE_CSP.values()),
        "law": LAW,
    }


def _cookie(name, age) -> dict:
    """Name a cookie and its age in days; an age of None ends with the browser's session."""
    return {"name": name, "days": age // DAY if age else None}


def _session_age():
    return None if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else settings.SESSION_COOKIE_AGE
