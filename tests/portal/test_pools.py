"""PostgreSQL's connections come from a pool, whose threads must end before the interpreter does."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no pool"),
]

CODE = """
import atexit, threading

# What is registered first is called last.
atexit.register(lambda: print([thread.name for thread in threading.enumerate() if "pool" in thread.name]))

import django
django.setup()

from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT 1")
print(any("pool" in thread.name for thread in threading.enumerate()))
"""


def test_no_thread_of_a_pool_is_left_at_the_end_of_a_process():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "DEBUG": "1"}

    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert (done.stdout.split(), done.stderr) == (["True", "[]"], "")
