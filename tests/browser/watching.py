"""What a page may not do unseen: complain in the console, break, fail a request, ask another host."""

import os
from pathlib import Path
from urllib.parse import urlsplit

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""


class Watch:
    """Gathers complaints about all pages of a browser context. `expected` holds the statuses a test asks for."""

    def __init__(self, context, url):
        self.context = context
        self.host = urlsplit(url).netloc
        self.complaints = []
        self.expected = set()
        context.add_init_script(VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message):
        if message.type not in {"error", "warning"}:
            return
        # Chromium repeats in the console what _response judges.
        if not message.text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.netloc != self.host:
            self.complaints.append(f"another host: {request.url}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # called off by the browser, as the next page was asked for
            self.complaints.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status}: {response.url}")


def show_in(page, scheme):
    """Switch to the light or dark scheme and let all colours change over at once.

    They aren't waited for: what stands in a closed <details> may never tell that it has finished.
    """
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")


def screenshot(page, name):
    """Keep a picture of the whole page for people to look at, where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
