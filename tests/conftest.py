"""Sets the scene for the whole suite: settings of a checkout, cheap passwords, files in a temporary folder."""

import os
from functools import cache
from itertools import batched
from unittest import mock

os.environ.setdefault("DEBUG", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402
import pytest  # noqa: E402
from django.core import serializers  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.backends.base.creation import BaseDatabaseCreation  # noqa: E402
from django.utils.crypto import get_random_string  # noqa: E402

django.setup()


def pytest_collection_modifyitems(items):
    """Refuse a test that commits without giving back the rows of the migrations: the next such test would fail for it.

    Without ``serialized_rollback`` Django makes rights and content types anew, under other keys than those it kept.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction") and not marker.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid} says transaction=True without serialized_rollback=True.")


@cache
def rows_of_migrations(alias, kept):
    """What Django kept as JSON, in lists by model. Each test that commits asks for the same: it is read only once."""
    rows = {}
    for row in serializers.deserialize("json", kept, using=alias):
        rows.setdefault(type(row.object), []).append(row.object)
        for name, targets in row.m2m_data.items():
            field = row.object._meta.get_field(name)
            ends = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
            pairs = [dict(zip(ends, (row.object.pk, target), strict=True)) for target in targets]
            through = field.remote_field.through
            rows.setdefault(through, []).extend(through(**pair) for pair in pairs)
    return rows


def put_back(creation, kept):
    """Do what Django's own method does, with a statement to each table where that takes two to each of 500 rows."""
    connection = creation.connection
    with transaction.atomic(using=connection.alias), connection.constraint_checks_disabled():
        for model, rows in rows_of_migrations(connection.alias, kept).items():
            # Before the first such test nothing was emptied.
            model._base_manager.using(connection.alias)._raw_delete(connection.alias)
            fields = [field for field in model._meta.local_concrete_fields if rows[0].pk or not field.primary_key]
            for batch in batched(rows, connection.ops.bulk_batch_size(fields, rows)):
                # raw: the values as they are, without those that a field would set on saving
                model._base_manager._insert(batch, fields, raw=True, using=connection.alias)
        connection.check_constraints()


@pytest.fixture(scope="session", autouse=True)
def quick_return():
    with mock.patch.object(BaseDatabaseCreation, "deserialize_db_from_string", put_back):
        yield


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Where files of the tests go, and an empty folder of static files."""
    return tmp_path_factory.mktemp("media"), tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def scene(settings, folders):
    media, static = folders
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A folder to each test, which comes about with its first file: most tests keep none, and pytest looks through all
    # temporary folders there are for the number of the next.
    settings.MEDIA_ROOT = media / get_random_string(12)
    settings.STATIC_ROOT = static
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
