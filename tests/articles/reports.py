"""What the tests of the reports share: their addresses, what a page shows, what a file holds."""

import csv
from io import StringIO

from django.conf import settings
from django.urls import reverse

SITE = settings.SITE_URL.rstrip("/")


def listed(client, name, query=""):
    """The rows of a report's page."""
    return client.get(f"{reverse(f'admin:reports_{name}')}?{query}").context["page"].rows


def lines(client, name, query=""):
    """The file of a report, as a spreadsheet reads it."""
    response = client.get(f"{reverse(f'admin:reports_{name}_csv')}?{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(body, newline="")))
