"""Sections, authors, topics and tags that were renamed: their former addresses go on leading to them."""

import pytest
from django.db.models import Model
from django.urls import reverse

from articles.addresses import current, renamed
from articles.admin.base import NamedAdmin
from articles.models import Author, FormerSlug, Section, Tag, Topic
from tests.factories import make_author, make_section, make_tag, make_topic, make_user

pytestmark = pytest.mark.django_db

Kind = FormerSlug.Kind
MAKERS = {Kind.SECTION: make_section, Kind.AUTHOR: make_author, Kind.TAG: make_tag, Kind.TOPIC: make_topic}
MODELS = {Kind.SECTION: Section, Kind.AUTHOR: Author, Kind.TAG: Tag, Kind.TOPIC: Topic}
FIELDS = {
    Kind.SECTION: {"order": "0", "front_page": "list", "comments_allowed": "inherit"},
    Kind.AUTHOR: {},
    Kind.TAG: {},
    Kind.TOPIC: {"order": "0"},
}
every_kind = pytest.mark.parametrize("kind", Kind.values)


@pytest.fixture
def root(client):
    client.force_login(make_user(role=None))


def save(client, kind, thing=None, **fields):
    """Send the admin's form for a thing, or for a new one."""
    name = f"admin:articles_{kind}_{'change' if thing else 'add'}"
    response = client.post(reverse(name, args=[thing.pk] if thing else []), FIELDS[kind] | fields)
    assert response.status_code == 302, response.context["adminform"].form.errors


def known():
    return dict(FormerSlug.objects.values_list("slug", "target"))


@every_kind
def test_a_renamed_thing_is_found_by_each_of_its_former_slugs(client, root, kind):
    thing = MAKERS[kind]("Một")

    save(client, kind, thing, name="Hai", slug="hai")
    save(client, kind, thing, name="Ba", slug="ba")

    assert [current(kind, slug) for slug in ("mot", "hai", "ba", "bon")] == [thing, thing, None, None]


@every_kind
def test_readers_are_led_from_the_former_address_to_the_page(client, root, kind):
    thing = MAKERS[kind]("Một")
    former = thing.get_absolute_url()
    save(client, kind, thing, name="Hai", slug="hai")
    thing.refresh_from_db()

    response = client.get(former)

    assert (response.status_code, response.headers["Location"]) == (301, thing.get_absolute_url())
    assert response.headers["Cache-Control"] == "no-cache"


@every_kind
def test_what_keeps_its_slug_leaves_none_behind(client, root, kind):
    save(client, kind, MAKERS[kind]("Một"), name="Tên khác", slug="mot")

    assert known() == {}


@every_kind
def test_a_name_that_is_given_back_leads_nowhere_else(client, root, kind):
    thing = MAKERS[kind]("Một")
    save(client, kind, thing, name="Hai", slug="hai")

    save(client, kind, thing, name="Một", slug="mot")

    assert known() == {"hai": thing.pk}


@every_kind
def test_a_new_thing_with_a_former_slug_wins(client, root, kind):
    thing = MAKERS[kind]("Một")
    save(client, kind, thing, name="Hai", slug="hai")

    save(client, kind, name="Một", slug="mot")

    assert current(kind, "mot") is None
    assert known() == {}
    new = MODELS[kind].objects.get(slug="mot")
    save(client, kind, new, name="Ba", slug="ba")
    assert current(kind, "mot") == new


@every_kind
def test_a_deleted_thing_takes_its_former_slugs_along(client, root, kind):
    gone, kept = MAKERS[kind]("Một"), MAKERS[kind]("Hai")
    save(client, kind, gone, name="Ba", slug="ba")
    save(client, kind, kept, name="Bốn", slug="bon")

    client.post(reverse(f"admin:articles_{kind}_delete", args=[gone.pk]), {"post": "yes"})

    assert known() == {"hai": kept.pk}


@every_kind
def test_things_deleted_from_the_list_take_their_former_slugs_along(client, root, kind):
    gone, kept = MAKERS[kind]("Một"), MAKERS[kind]("Hai")
    save(client, kind, gone, name="Ba", slug="ba")
    save(client, kind, kept, name="Bốn", slug="bon")

    chosen = {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"}
    client.post(reverse(f"admin:articles_{kind}_changelist"), chosen)

    assert known() == {"hai": kept.pk}


def test_kinds_do_not_take_each_others_slugs():
    section, tag = make_section("Mới"), make_tag("Mới")

    renamed(Kind.SECTION, "cu", section)
    renamed(Kind.TAG, "cu", tag)

    assert [current(Kind.SECTION, "cu"), current(Kind.TAG, "cu"), current(Kind.AUTHOR, "cu")] == [section, tag, None]


@every_kind
def test_the_form_names_the_former_addresses(client, root, kind):
    thing = MAKERS[kind]("Một")
    former, form = thing.get_absolute_url(), reverse(f"admin:articles_{kind}_change", args=[thing.pk])
    before = client.get(form).text
    save(client, kind, thing, name="Hai", slug="hai")

    after = client.get(form).text

    assert (before.count("field-former_addresses"), after.count(f">{former}<")) == (0, 1)


@every_kind
def test_the_former_slug_is_what_is_stored_not_what_a_form_was_opened_with(client, root, kind, monkeypatch):
    """Two people rename a thing in the same moment: the second form was checked before the first one was stored."""
    thing = MAKERS[kind]("Một")
    save_model = NamedAdmin.save_model

    def overtaken(admin, request, obj, form, change):
        MODELS[kind].objects.filter(pk=obj.pk).update(slug="hai")
        save_model(admin, request, obj, form, change)

    monkeypatch.setattr(NamedAdmin, "save_model", overtaken)
    save(client, kind, thing, name="Ba", slug="ba")

    assert known() == {"hai": thing.pk}


@every_kind
def test_a_slug_taken_while_the_form_was_checked_is_said_at_the_form(client, root, kind, monkeypatch):
    MAKERS[kind]("Một")
    checks = [lambda *_args: {}, Model._perform_unique_checks]  # the first look comes before the other's row

    monkeypatch.setattr(Model, "_perform_unique_checks", lambda *args: checks.pop(0)(*args))
    response = client.post(reverse(f"admin:articles_{kind}_add"), FIELDS[kind] | {"name": "Tên khác", "slug": "mot"})

    assert set(response.context["adminform"].form.errors) == {"slug"}
    assert MODELS[kind].objects.count() == 1
