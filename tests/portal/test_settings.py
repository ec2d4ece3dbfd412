"""What the environment may say, and what stops the start with a sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEVELOPMENT = {"DEBUG": "1"}
PRODUCTION = {
    "SECRET_KEY": "k7#Vq0zR9!mX2@pL5$wN8^cT1&hB4*jF6(dG3)sY_aE-uI+oQ7%xZ",
    "ALLOWED_HOSTS": "tin.example.vn",
    "CSRF_TRUSTED_ORIGINS": "https://tin.example.vn",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example.vn:587",
}


def start(environment, *command):
    """Run Python with nothing in its environment but what is given; an .env of the checkout has no say."""
    known = ["ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SECRET_KEY", "DEBUG"]
    known += ["SITE_URL", "HTTPS"]
    clean = dict.fromkeys(known, "") if (ROOT / ".env").exists() else {}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=clean | {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "portal.settings"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def reason(environment):
    """Return the last line of what stops the settings from being read, or an empty text."""
    run = start(environment, "-c", "import portal.settings")
    return run.stderr.strip().rpartition("\n")[2].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


NUMBER = "must be a whole number of at least 1, not"
ADDRESS = "must be like https://tin.example.vn, without a path, not"
FLAG = "must be 1 or 0 (or true/false, yes/no, on/off), not"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DEBUG", "ja", f"DEBUG {FLAG} 'ja'."),
        ("HTTPS", "2", f"HTTPS {FLAG} '2'."),
        ("BEHIND_PROXY", "nginx", f"BEHIND_PROXY {FLAG} 'nginx'."),
        ("HSTS_SUBDOMAINS", "maybe", f"HSTS_SUBDOMAINS {FLAG} 'maybe'."),
        ("HSTS_PRELOAD", "-", f"HSTS_PRELOAD {FLAG} '-'."),
        ("PHOTO_MAX_MEGABYTES", "0", f"PHOTO_MAX_MEGABYTES {NUMBER} '0'."),
        ("PHOTO_MAX_MEGABYTES", "20 MB", f"PHOTO_MAX_MEGABYTES {NUMBER} '20 MB'."),
        ("PHOTO_MAX_MEGAPIXELS", "-5", f"PHOTO_MAX_MEGAPIXELS {NUMBER} '-5'."),
        ("ADMIN_PATH", "/", "ADMIN_PATH must not be empty: the front page stands at the root."),
        *[
            ("SITE_URL", value, f"SITE_URL {ADDRESS} {value!r}.")
            for value in (
                "tin.example.vn",
                "https://",
                "ftp://tin.example.vn",
                "https://tin.example.vn/tin/",
                "https://tin.example.vn?x",
                "https://a:b@tin.example.vn",
                "https://*.example.vn",
                "https://tin example.vn",
                "https://tin.example.vn:port",
                "https://[::1",
            )
        ],
        (
            "CSRF_TRUSTED_ORIGINS",
            "tin.example.vn",
            "CSRF_TRUSTED_ORIGINS: 'tin.example.vn' must begin with https:// or http://.",
        ),
    ],
)
def test_a_bad_value_stops_the_start_with_a_sentence_that_names_it(variable, value, sentence):
    assert reason(DEVELOPMENT | {variable: value}) == sentence


@pytest.mark.parametrize("variable", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL"])
@pytest.mark.parametrize("value", ["nonsense", "://", "nonsense://x"])
def test_a_bad_address_stops_the_start_and_is_named(variable, value):
    assert reason(DEVELOPMENT | {variable: value}).split(":")[0] == f"{variable} can't be read"


def test_without_debug_a_secret_key_is_needed():
    sentence = "SECRET_KEY is missing: set it to a long random text, or set DEBUG=1 to try the portal."

    assert [reason({}), reason({"DEBUG": "0"}), reason({"SECRET_KEY": ""})] == [sentence] * 3


def test_debug_alone_starts_the_portal():
    run = start(
        DEVELOPMENT, "-c", "import django; django.setup(); from django.conf import settings; print(settings.HTTPS)"
    )

    assert (run.returncode, run.stdout) == (0, "False\n")


def test_a_production_environment_leaves_nothing_to_warn_of(tmp_path):
    environment = PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}

    run = start(environment, "manage.py", "check", "--deploy", "--fail-level", "DEBUG")

    assert (run.returncode, run.stderr) == (0, "")


def test_production_settings_are_the_strict_ones():
    names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS"]
    program = f"from portal import settings; print([getattr(settings, name) for name in {names}])"

    assert start(PRODUCTION, "-c", program).stdout == "[False, True, True, True, 31536000]\n"


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        (DEVELOPMENT, "http://127.0.0.1:8000"),
        (DEVELOPMENT | {"ALLOWED_HOSTS": "tin.example.vn"}, "http://127.0.0.1:8000"),
        (PRODUCTION, "https://tin.example.vn"),
        (PRODUCTION | {"HTTPS": "0"}, "http://tin.example.vn"),
        (PRODUCTION | {"ALLOWED_HOSTS": "*,.example.vn,127.0.0.1,localhost,tin.vn,www.tin.vn"}, "https://tin.vn"),
        (PRODUCTION | {"ALLOWED_HOSTS": "*,localhost"}, "https://localhost"),
        (PRODUCTION | {"ALLOWED_HOSTS": "*"}, "http://127.0.0.1:8000"),
        (PRODUCTION | {"SITE_URL": "https://www.tin.vn/"}, "https://www.tin.vn"),
        (DEVELOPMENT | {"SITE_URL": "http://10.0.0.7:8080"}, "http://10.0.0.7:8080"),
    ],
)
def test_links_in_mails_lead_to_the_site(environment, address):
    run = start(environment, "-c", "from portal import settings; print(settings.SITE_URL)")

    assert (run.stdout, run.stderr) == (f"{address}\n", "")


def test_a_mail_server_that_does_not_answer_is_given_up_after_five_seconds():
    program = "import django; django.setup(); from django.core.mail import mailers; print(mailers.default.timeout)"

    assert start(PRODUCTION, "-c", program).stdout == "5\n"


BROKEN_SITE = """
import django

django.setup()

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path


def broken(request):
    raise RuntimeError("the reason")


def forged(request):
    raise SuspiciousOperation("a forged request")


def plain(request, exception=None):
    return HttpResponse(status=404 if isinstance(exception, Http404) else 500)


urlpatterns = [path("broken/", broken), path("forged/", forged)]
handler400 = handler404 = handler500 = plain
settings.ROOT_URLCONF = "__main__"
Client(raise_request_exception=False).get(ADDRESS, secure=True, headers={"host": "tin.example.vn"})
"""


@pytest.mark.parametrize(
    ("address", "first", "last"),
    [
        ("/broken/", "ERROR django.request: Internal Server Error: /broken/", "RuntimeError: the reason"),
        (
            "/forged/",
            "ERROR django.security.SuspiciousOperation: a forged request",
            "django.core.exceptions.SuspiciousOperation: a forged request",
        ),
        ("/missing/", "", ""),
    ],
)
@pytest.mark.parametrize("environment", [PRODUCTION, DEVELOPMENT | {"ALLOWED_HOSTS": "tin.example.vn"}])
def test_what_breaks_is_told_once_on_standard_error(tmp_path, environment, address, first, last):
    run = start(environment | {"STATIC_ROOT": str(tmp_path)}, "-c", BROKEN_SITE.replace("ADDRESS", repr(address)))

    lines = run.stderr.splitlines() or [""]
    assert (lines[0].split(" ", 2)[-1], lines[-1]) == (first, last)
    assert run.stderr.count("Traceback") == bool(first)


@pytest.mark.parametrize(
    ("own", "is_on"),
    [({}, True), ({"DEBUG": ""}, True), ({"DEBUG": "0", "SECRET_KEY": "x"}, False), ({"DEBUG": "1"}, True)],
)
def test_the_demo_debugs_unless_debug_says_otherwise(own, is_on):
    run = start({"PORTAL_DEMO": "1"} | own, "-c", "from portal import settings; print(settings.DEBUG)")

    assert run.stdout == f"{is_on}\n"
