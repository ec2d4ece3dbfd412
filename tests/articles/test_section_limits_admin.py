"""Who is limited to sections arranges sections only there."""

import pytest

from articles.models import Section
from tests.factories import make_profile, make_section, make_user

pytestmark = pytest.mark.django_db

SECTIONS = "/quan-tri/articles/section/"
FIELDS = {"order": "0", "front_page": "list", "comments_allowed": "inherit"}


@pytest.fixture
def mine():
    return make_section("Kinh tế")


@pytest.fixture
def foreign():
    return make_section("Xã hội")


@pytest.fixture
def login(client):
    def log_in(*sections):
        administrator = make_user("Quản trị")
        make_profile(administrator, *sections)
        client.force_login(administrator)

    return log_in


def save(client, section, **fields):
    place = f"{section.pk}/change/" if section else "add/"
    given = {"name": section.name, "slug": section.slug, "parent": section.parent_id or ""} if section else {}
    return client.post(SECTIONS + place, FIELDS | given | fields)


def offered_parents(client, place):
    form = client.get(SECTIONS + place).context["adminform"].form
    return set(form.fields["parent"].queryset.values_list("name", flat=True))


def tree():
    return dict(Section.objects.values_list("name", "parent__name"))


def test_one_without_limits_arranges_all_sections(client, login, mine, foreign):
    login()

    assert offered_parents(client, "add/") == {"Kinh tế", "Xã hội"}
    save(client, None, name="Thể thao")
    save(client, foreign, parent=mine.pk)

    assert tree() == {"Kinh tế": None, "Thể thao": None, "Xã hội": "Kinh tế"}


def test_a_new_section_stands_below_one_of_ones_own(client, login, mine, foreign):
    login(mine)

    assert offered_parents(client, "add/") == {"Kinh tế"}
    save(client, None, name="Nông nghiệp", parent=mine.pk)

    assert tree() == {"Kinh tế": None, "Nông nghiệp": "Kinh tế", "Xã hội": None}


@pytest.mark.parametrize("parent", ["", "foreign"])
def test_no_section_is_made_at_the_top_or_below_a_foreign_one(client, login, mine, foreign, parent):
    login(mine)

    response = save(client, None, name="Nông nghiệp", parent=foreign.pk if parent else "")

    assert list(response.context["adminform"].form.errors) == ["parent"]
    assert tree() == {"Kinh tế": None, "Xã hội": None}


def test_a_foreign_section_is_read_but_neither_changed_nor_deleted(client, login, mine, foreign):
    login(mine)

    page = client.get(f"{SECTIONS}{foreign.pk}/change/")
    changed = save(client, foreign, parent=mine.pk)
    deleted = client.post(f"{SECTIONS}{foreign.pk}/delete/", {"post": "yes"})
    together = {"action": "delete_selected", "_selected_action": [mine.pk, foreign.pk], "post": "yes"}
    client.post(SECTIONS, together)

    assert (page.status_code, changed.status_code, deleted.status_code) == (200, 403, 403)
    assert 'name="parent"' not in page.text
    assert tree() == {"Kinh tế": None, "Xã hội": None}


def test_a_section_of_ones_own_keeps_its_place_at_the_top(client, login, mine, foreign):
    login(mine)

    save(client, mine, name="Kinh tế xã")
    save(client, mine, name="Kinh tế xã", parent=foreign.pk)

    assert tree() == {"Kinh tế xã": None, "Xã hội": None}


@pytest.mark.parametrize("parent", ["", "foreign"])
def test_a_section_is_not_taken_out_of_ones_own(client, login, mine, foreign, parent):
    below = make_section("Nông nghiệp", parent=mine)
    login(mine)

    response = save(client, below, parent=foreign.pk if parent else "")

    assert list(response.context["adminform"].form.errors) == ["parent"]
    assert tree() == {"Kinh tế": None, "Nông nghiệp": "Kinh tế", "Xã hội": None}


def test_one_limited_to_a_section_below_renames_it_where_it_stands(client, login, mine, foreign):
    below = make_section("Nông nghiệp", parent=mine)
    make_section("Công nghiệp", parent=mine)
    login(below)

    assert offered_parents(client, f"{below.pk}/change/") == {"Kinh tế"}
    assert offered_parents(client, "add/") == set()
    save(client, below, name="Nông thôn", parent=mine.pk)

    assert tree() == {"Kinh tế": None, "Công nghiệp": "Kinh tế", "Nông thôn": "Kinh tế", "Xã hội": None}
