"""Pages for what went wrong, which must not go wrong themselves."""

import pytest
from django.test import Client, RequestFactory

from portal.views import server_error
from tests.factories import make_user

WITHOUT_COLLECTSTATIC = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}


@pytest.fixture
def no_manifest(settings):
    settings.DEBUG = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": WITHOUT_COLLECTSTATIC}


def test_the_page_for_errors_needs_neither_query_nor_manifest(no_manifest):
    response = server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert '<link rel="stylesheet" href="/static/css/base.css">' in response.text


@pytest.mark.django_db
def test_a_refused_form_is_explained_without_a_manifest(no_manifest):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(role=None))

    response = client.post("/quan-tri/articles/tag/add/", {"name": "Nước sạch"})

    assert response.status_code == 403
    assert response.templates[0].name == "403_csrf.html"
    assert '<link rel="stylesheet" href="/static/css/base.css">' in response.text
