"""What the newsroom's lists say of who did something."""

import re

import pytest

from tests.articles.documents import make_attachment
from tests.factories import make_draft, make_user

pytestmark = pytest.mark.django_db

ARTICLES = "/quan-tri/articles/article/"
DOCUMENTS = "/quan-tri/articles/attachment/"


@pytest.fixture
def thu_hien(client):
    user = make_user(username="thuhien", last_name="Lê", first_name="Thu Hiền")
    client.force_login(user)
    return user


def column(response, name):
    return re.findall(rf'<td class="field-{name}[^"]*">([^<]*)</td>', response.text)


def test_the_list_of_articles_names_people_as_they_are_called(client, thu_hien):
    make_draft(by=thu_hien)
    make_draft(by=make_user(username="minhdat"))

    response = client.get(ARTICLES)

    assert column(response, "saved_by") == ["minhdat", "Lê Thu Hiền"]


def test_the_list_of_documents_names_people_as_they_are_called(client, thu_hien):
    make_attachment(by=thu_hien)

    response = client.get(DOCUMENTS)

    assert column(response, "uploader") == ["Lê Thu Hiền"]
