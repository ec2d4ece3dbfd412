"""Who is told of a step."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from ..models import Notice, Section, StaffProfile
from .sending import try_at_once


def tell(event, people):
    """Keep a notice for each of these people, inside the step's transaction; try to send it once that is committed.

    Nobody is told of what they did themselves, nor who has no address or wants no mail.
    """
    told = {person.pk for person in people if person and person.is_active and person.email} - {event.by_id}
    choices = dict(StaffProfile.objects.filter(user__in=told).values_list("user", "mail")) if told else {}
    told = sorted(key for key in told if choices.get(key) != StaffProfile.Mail.NONE)
    Notice.objects.bulk_create([Notice(recipient_id=key, event=event) for key in told], ignore_conflicts=True)
    if StaffProfile.Mail.EACH in {choices.get(key, StaffProfile.Mail.EACH) for key in told}:
        transaction.on_commit(partial(try_at_once, event.pk), robust=True)


def reviewers_of(revision):
    """Return the active staff who may review a text."""
    return _staff_with("articles.review_article", revision)


def secretaries_of(revision):
    """Return the active staff who answer for what goes up: who may publish without anybody else's eyes."""
    return _staff_with("articles.publish_directly_article", revision)


def _staff_with(permission, revision):
    """Return the active staff with a right, who have the sections of a text within their reach."""
    keys = {revision.article.section_id, revision.section_id} - {None}
    people = (
        get_user_model()
        .objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
        .filter(is_staff=True)
        .exclude(is_superuser=True, email="")
        .order_by("pk")
    )
    limits = StaffProfile.sections.through.objects.filter(staffprofile__user=OuterRef("pk"))
    for section, parent in Section.objects.filter(pk__in=keys).values_list("pk", "parent"):
        is_within = Exists(limits.filter(section__in={section, parent} - {None}))
        people = people.filter(Q(is_superuser=True) | ~Exists(limits) | is_within)
    return people
