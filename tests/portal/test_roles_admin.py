"""The pages of roles and accounts: rights are named in the reader's language and given by ticking boxes."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from portal.admin.people import permission_label
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def role_page(client, user):
    client.force_login(user)
    return client.get(reverse("admin:auth_group_change", args=[Group.objects.get(name="Phóng viên").pk])).text


def labels(role):
    return [permission_label(each) for each in role.permissions.all()]


def test_who_may_only_look_at_a_role_reads_its_permissions_by_their_names(client):
    page = role_page(client, make_user("Quản trị"))

    shown = re.search(r'<div class="readonly"><ul>(.*?)</ul>', page, re.DOTALL)[1]
    named = [unescape(label) for label in re.findall("<li>(.*?)</li>", shown)]
    assert named == labels(Group.objects.get(name="Phóng viên"))


def test_who_may_change_a_role_ticks_its_permissions(client):
    page = role_page(client, make_user(role=None))

    ticked = re.findall(r'<input type="checkbox" name="permissions"[^>]* checked>\s*([^<]+?)\s*</label>', page)
    assert [unescape(label) for label in ticked] == labels(Group.objects.get(name="Phóng viên"))


@pytest.mark.parametrize("role", ["Phóng viên", "Biên tập viên"])
def test_the_groups_of_an_account_are_ticked(client, role):
    colleague = make_user(role, username="dong-nghiep")
    client.force_login(make_user(role=None))

    page = client.get(reverse("admin:auth_user_change", args=[colleague.pk])).text

    assert re.findall(r'name="groups"[^>]* checked>\s*([^<]+?)\s*</label>', page) == [role]
