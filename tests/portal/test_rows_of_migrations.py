"""Tests that commit empty all tables, and begin with the rows of the migrations: with each of them, as it was."""

import json

import pytest
from django.contrib.auth.models import Group
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.mark.parametrize("time", ["once", "again"])
def test_a_test_that_commits_finds_what_the_migrations_left(time):
    kept = json.loads(connection._test_serialized_contents)

    found = json.loads(connection.creation.serialize_db_to_string())

    assert found == kept
    assert Group.objects.filter(permissions__isnull=False).exists()
    Group.objects.all().delete()
