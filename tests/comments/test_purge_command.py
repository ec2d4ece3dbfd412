"""manage.py purge_contacts: says how many contacts went, finds nothing the second time, and can only look."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.models import PrivacyEvent, PrivateContact, Status
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def contacts():
    """Two contacts that are past their days, and one that is not."""
    for days in (60, 31, 29):
        decided_at = timezone.now() - timedelta(days=days)
        make_comment(status=Status.APPROVED, phone="+84900000001", decided_at=decided_at)


def run(**options):
    out = StringIO()
    call_command("purge_contacts", stdout=out, **options)
    return [int(word) for word in out.getvalue().split() if word.isdecimal()]


def test_it_says_how_many_contacts_went_and_a_second_run_finds_none(contacts):
    assert [run(), run()] == [[2], [0]]

    assert PrivateContact.objects.count() == 1
    assert list(PrivacyEvent.objects.values_list("kind", "count", "by")) == [(PrivacyEvent.Kind.PURGE, 2, None)]


def test_a_dry_run_says_the_same_number_and_changes_nothing(contacts):
    assert [run(dry_run=True), run(dry_run=True)] == [[2], [2]]

    assert (PrivateContact.objects.count(), PrivacyEvent.objects.count()) == (3, 0)
