"""A real Chromium against the live server. CHROMIUM names the program; SCREENSHOTS a folder for pictures to look at."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import sync_playwright

from tests.factories import make_user

from .watching import DESKTOP, Watch

# Playwright's calls are synchronous here but run over a loop of their own, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# The last such switch counts, so the names above the empty line repeat Playwright's own. Those below it are pages that
# Chromium draws for the address bar of every window, at the price of one of ours.
DISABLED_FEATURES = """
    AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable
    LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect
    OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch

    WebUIOmniboxPopup WebUIOmniboxAimPopup WebUIOmniboxFullPopup
""".split()
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--disable-features={','.join(DISABLED_FEATURES)}",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """A database in a file: the one in memory would lend a single connection to all threads of the live server.

    It is thrown away, so that nothing waits until it is on the disk, whatever a site's settings ask for.
    """
    default = settings.DATABASES["default"]
    if default["ENGINE"] == "django.db.backends.sqlite3":
        default.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        default["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    if not Path(CHROMIUM).exists():
        pytest.skip(f"There is no Chromium at {CHROMIUM}; set CHROMIUM to the program.")
    migrated_rows = connection._test_serialized_contents
    with sync_playwright() as playwright:
        # Under Playwright's loop Django uses another connection, which must know what to restore after a flush.
        connection._test_serialized_contents = migrated_rows
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server):
    """The live server with an empty site: the flush after a transactional test knows nothing of the FTS5 table."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_fts(articles_fts) VALUES('rebuild')")
    return live_server


@pytest.fixture
def open_browser(chromium, site):
    """A function that opens a browser window; whatever goes wrong in any of them fails the test at its end."""
    watches = []

    def open_window(viewport=DESKTOP, user=None, **options):
        context = chromium.new_context(
            base_url=site.url,
            viewport=viewport,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.set_default_timeout(15_000)
        if user:
            context.add_cookies([session_cookie(user, site.url)])
        watches.append(Watch(context, site.url))
        page = context.new_page()
        page.watch = watches[-1]
        return page

    yield open_window
    for watch in watches:
        watch.context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def page(open_browser):
    return open_browser()


@pytest.fixture
def editor(site):
    return make_user()


@pytest.fixture
def desk(open_browser, editor):
    """The window of an editor who has logged in."""
    return open_browser(user=editor)
