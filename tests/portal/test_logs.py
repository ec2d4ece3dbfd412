"""What the log keeps to itself: the secret addresses of texts that are not public."""

import io
import logging
import sys
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from tests.factories import make_draft, make_user


@pytest.fixture
def log():
    """What our handlers write while a test runs."""
    handlers = [each for each in logging.getLogger().handlers if each.name == "console"]
    text = io.StringIO()
    before = [handler.setStream(text) for handler in handlers]
    yield text
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream or sys.stderr)


@pytest.mark.django_db
def test_the_secret_of_a_link_for_approval_stays_out_of_the_log(log):
    ends_at = timezone.now() + timedelta(days=1)
    _link, secret = workflow.link_for(make_draft(), by=make_user(), reader="Ông An", ends_at=ends_at)

    response = Client(enforce_csrf_checks=True).post(reverse("articles:review", args=[secret]), {"step": "approve"})

    assert response.status_code == 403
    assert secret not in log.getvalue()
    assert log.getvalue().count("/duyet/***/") == 1


@pytest.mark.parametrize("name", ["articles:review", "articles:preview"])
def test_no_secret_stands_in_words_or_a_traceback(log, name):
    address = reverse(name, args=["Ab-3_x"])

    try:
        raise ValueError(f"nothing at {address}?da-gui=1")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", address)

    first, last = log.getvalue().splitlines()[0], log.getvalue().splitlines()[-1]
    masked = address.replace("Ab-3_x", "***")
    assert first.endswith(f"ERROR django.request: Internal Server Error: {masked}")
    assert last == f"ValueError: nothing at {masked}?da-gui=1"
    assert "Ab-3_x" not in log.getvalue()


def test_other_addresses_stand_in_the_log_as_they_are(log):
    address = "/quan-tri/trang-nhat/xem-truoc/?luc=07:00"

    logging.getLogger("portal").warning("Slow: %s", address)

    assert log.getvalue().endswith(f"WARNING portal: Slow: {address}\n")
