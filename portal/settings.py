"""All settings of the portal, read from the environment; README.md lists each variable.

Every value has a safe default or stops the start with a sentence that names the variable.
"""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment -------------------------------------------------------------------------------------------------

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")  # a missing file is fine; the real environment wins


def flag(name, *, default):
    """Read a yes/no variable strictly: a typing slip must not silently mean "off"."""
    value = env.str(name, default="").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0 (or true/false, yes/no, on/off), not {value!r}.")


def number(name, *, default, at_least=0):
    """Read a whole number with a lower bound."""
    value = env.str(name, default="").strip()
    if value == "":
        return default
    if not value.isdecimal() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {at_least}, not {value!r}.")
    return int(value)


def address(name, reader, *, default):
    """Read a URL-shaped variable through one of environ's readers and name the variable where it fails."""
    try:
        value = reader(name, default=default)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}") from error
    if not value or "." not in (value.get("ENGINE") or value.get("BACKEND") or value.get("EMAIL_BACKEND") or ""):
        raise ImproperlyConfigured(f"{name} can't be read: it must look like {default}")
    return value


def site_address(name, *, default):
    """Read where the site stands: mails link there, and no request is at hand that would say it."""
    value = env.str(name, default="").strip() or default
    try:
        parts = urlsplit(value.rstrip("/"))
        is_bare = parts.hostname and parts.port != 0 and f"{parts.scheme}://{parts.netloc}" == value.rstrip("/")
    except ValueError:
        is_bare = False
    if not is_bare or parts.scheme not in {"http", "https"} or set(value) & set("@,* \\"):
        raise ImproperlyConfigured(f"{name} must be like https://tin.example.vn, without a path, not {value!r}.")
    return value.rstrip("/")


def first_host(hosts):
    """Return the first name that is no pattern (*, .example.vn), one that others can reach if there is any."""
    names = [host.strip() for host in hosts if host.strip()[:1] not in {"", "*", "."}]
    return next((name for name in names if not name.startswith(("localhost", "127.", "["))), (names or [""])[0])


def networks(name, *, default):
    """Read a list of addresses or networks, such as 10.0.0.0/8, parted by commas."""
    try:
        return [ip_network(part.strip()) for part in env.str(name, default=default).split(",") if part.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}") from error


DEBUG = flag("DEBUG", default=flag("PORTAL_DEMO", default=False))  # manage.py says when it is the demo that starts
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-checkout-with-debug-on" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is missing: set it to a long random text, or set DEBUG=1 to try the portal.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
for origin in CSRF_TRUSTED_ORIGINS:
    if urlsplit(origin).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(f"CSRF_TRUSTED_ORIGINS: {origin!r} must begin with https:// or http://.")
HTTPS = flag("HTTPS", default=not DEBUG)
BEHIND_PROXY = flag("BEHIND_PROXY", default=False)
_host = "" if DEBUG else first_host(ALLOWED_HOSTS)
SITE_URL = site_address(
    "SITE_URL", default=f"{'https' if HTTPS else 'http'}://{_host}" if _host else "http://127.0.0.1:8000"
)
ADMIN_PATH = env.str("ADMIN_PATH", default="quan-tri").strip("/") + "/"
if ADMIN_PATH == "/":
    raise ImproperlyConfigured("ADMIN_PATH must not be empty: the front page stands at the root.")
PHOTO_MAX_MEGABYTES = number("PHOTO_MAX_MEGABYTES", default=20, at_least=1)
PHOTO_MAX_MEGAPIXELS = number("PHOTO_MAX_MEGAPIXELS", default=60, at_least=1)
ATTACHMENT_MAX_MEGABYTES = number("ATTACHMENT_MAX_MEGABYTES", default=25, at_least=1)

TRUSTED_PROXIES = networks("TRUSTED_PROXIES", default="127.0.0.1/32,::1/128" if BEHIND_PROXY else "")

DATABASES = {"default": address("DATABASE_URL", env.db_url, default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
CACHES = {"default": address("CACHE_URL", env.cache_url, default="locmemcache://")}
_mail = address("EMAIL_URL", env.email_url, default="consolemail://" if DEBUG else "smtp://localhost:25")

# --- Applications ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "comments",
    "articles",
    "portal.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "ckeditor",
    "captcha",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.middleware.Utf8FormsMiddleware",
    "portal.caching.ReadingPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # finds our widgets' templates
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.frame",
            ],
        },
    },
]

# --- Data ------------------------------------------------------------------------------------------------------------

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers read while one writes; IMMEDIATE takes the write lock at once, so two writers wait for each
    # other instead of failing half-way; FULL means that what was acknowledged is on disk.
    # What was erased is overwritten (secure_delete), whatever SQLite was built with.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; "
        "PRAGMA secure_delete=ON;",
    )
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("pool", True)

MAILERS = {
    "default": {
        "BACKEND": _mail["EMAIL_BACKEND"],
        "OPTIONS": (
            {
                "host": _mail["EMAIL_HOST"],
                "port": _mail["EMAIL_PORT"] or 25,
                "username": _mail["EMAIL_HOST_USER"] or "",
                "password": _mail["EMAIL_HOST_PASSWORD"] or "",
                "use_tls": _mail.get("EMAIL_USE_TLS", False),
                "use_ssl": _mail.get("EMAIL_USE_SSL", False),
                "timeout": 5,  # seconds for each answer: an editor waits for the first attempt
            }
            if _mail["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
            else {}
        ),
    }
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="webmaster@localhost")

# --- Log -------------------------------------------------------------------------------------------------------------

# To standard error, where the service manager or the container collects it; Django alone says nothing without DEBUG.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "portal.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "WARNING"},  # without handlers of its own it writes each line once, to the root's
        "django.request": {"level": "ERROR"},  # a wrong address is no warning: the web server logs those
    },
}

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
STATIC_ROOT, MEDIA_ROOT = Path(str(STATIC_ROOT)), Path(str(MEDIA_ROOT))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a long article with tables is some hundred kilobytes

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "portal/locale", BASE_DIR / "portal/locale/django"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# --- Security --------------------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_SUBDOMAINS", default=HTTPS)
SECURE_HSTS_PRELOAD = flag("HSTS_PRELOAD", default=HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600
LANGUAGE_COOKIE_SECURE = HTTPS
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

# The picture that tells people from programs: five digits, which can be typed on any keyboard.
CAPTCHA_CHALLENGE_FUNCT = "comments.captcha.digits"
CAPTCHA_TIMEOUT = 20  # minutes: long enough to write a comment of 2,000 characters
CAPTCHA_FONT_SIZE = 34
CAPTCHA_LETTER_ROTATION = (-20, 20)
CAPTCHA_2X_IMAGE = True

# CKEditor 4.22 is at its end of life, which is what W001 says. It is kept behind articles/editor.py; whatever the
# browser sends is cleaned by articles/richtext.py, and the plugins that call out or upload are off.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]
