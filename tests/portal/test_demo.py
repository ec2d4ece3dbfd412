"""manage.py demo: loads once, keeps what was changed, and stays away from real sites."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from articles.models import Article, Section
from portal.demo import loading
from portal.demo.pictures import draw
from tests.factories import make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def quick_pictures(monkeypatch):
    """Pictures in a tenth of the size: what they look like is for people to judge."""
    monkeypatch.setattr(loading, "_drawn", lambda seeds: {seed: draw(seed, (160, 90)) for seed in seeds})


def run():
    out = StringIO()
    call_command("demo", no_serve=True, stdout=out)
    return out.getvalue()


def test_the_demo_loads_once_and_keeps_what_was_changed(settings, quick_pictures, client):
    settings.DEBUG = True
    first = run()
    Article.objects.filter(pk=Article.objects.public().first().pk).update(title="Sửa tay")

    second = run()

    assert Article.objects.count() == 40
    assert Article.objects.public().count() == 36
    assert Article.objects.filter(title="Sửa tay").count() == 1
    assert Section.objects.count() == 8
    assert first.splitlines()[-6:] == second.splitlines()[-6:]
    for line in second.splitlines()[-6:]:
        username, password = line.split()[:2]
        assert authenticate(username=username, password=password).is_staff
    for article in Article.objects.public():
        assert client.get(article.get_absolute_url()).status_code == 200


def test_the_demo_refuses_where_debugging_is_off(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError):
        run()

    assert Article.objects.count() == 0


def test_the_demo_refuses_a_database_with_content_of_its_own(settings):
    settings.DEBUG = True
    make_section("Của xã thật")

    with pytest.raises(CommandError):
        run()

    assert Section.objects.count() == 1
