"""Accounts, roles and what a member of staff may give to others."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import Section, StaffProfile, reach_of

ACTIONS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}


def permission_label(permission):
    """Name a permission in the person's language: Django stores its names untranslated."""
    action, _separator, model = permission.codename.partition("_")
    known = action in ACTIONS and model == permission.content_type.model
    right = ACTIONS[action] if known else gettext(permission.name)
    return f"{permission.content_type.app_labeled_name}: {right}"


class RightsChoices:
    """Permissions by permission_label, and whatever gives rights as boxes to tick.

    The stock widget with its two lists names its parts in a way that screen readers are not allowed to read.
    """

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if not db_field.many_to_many:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return self.formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.remote_field.model is Permission:
            field.label_from_instance = permission_label
        return field


admin.site.unregister([User, Group])


@admin.register(Group)
class RoleAdmin(RightsChoices, GroupAdmin):
    readonly_fields = ["rights"]

    def get_fields(self, request, obj=None):
        return ["name", "permissions" if self.has_change_permission(request, obj) else "rights"]

    @admin.display(description=Group._meta.get_field("permissions").verbose_name)
    def rights(self, group):
        """For who may only look: the stock page would write the permissions as Django stores them, in English."""
        labels = ([permission_label(each)] for each in group.permissions.select_related("content_type"))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", labels))


def groups_within(user):
    """Return the groups that give nothing which `user` lacks."""
    if user.is_superuser:
        return Group.objects.all()
    own = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return Group.objects.exclude(permissions__in=Permission.objects.exclude(pk__in=own))


def reaches_beyond(user, other):
    """Whether `user` may work in a section that `other` may not."""
    limits = reach_of(other)
    return limits is not None and (reach_of(user) is None or not reach_of(user) <= limits)


class ProfileFormset(forms.BaseInlineFormSet):
    """Nobody gives sections that they lack; none chosen would give them all."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if self.limits is not None:
            sections = form.fields["sections"]
            sections.queryset = Section.objects.filter(pk__in=self.limits)
            sections.required = True
            sections.error_messages["required"] = gettext("Choose at least one of your own sections.")


class ProfileInline(admin.StackedInline):
    """Where a member of staff works and how they are told: whoever may change the account may change this."""

    model = StaffProfile
    formset = ProfileFormset
    fields = ["sections", "mail"]
    can_delete = False
    min_num = 1  # the form stands there without a button that takes it away
    verbose_name = verbose_name_plural = _("sections and notices")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.limits = reach_of(request.user)
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name != "sections":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        # Without the stock widget's button that adds a section.
        return self.formfield_for_manytomany(db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs)

    def has_add_permission(self, request, obj):
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("auth.view_user") or self.has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("auth.change_user")


@admin.register(User)
class StaffAdmin(RightsChoices, UserAdmin):
    """Accounts by role. Django lets whoever may change users give themselves every right; here nobody gives what
    they lack: superusers are made by superusers, groups by those who hold all their permissions, sections by those
    who work in them. An account that reaches further than one's own can't be changed at all: a new password opens it.
    """

    OWN = ("is_superuser", "user_permissions")

    def get_inlines(self, request, obj):
        return [ProfileInline] if obj else []

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, *self.OWN]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.queryset = groups_within(request.user)
        return field

    def save_related(self, request, form, formsets, change):
        user = form.instance
        kept = list(user.groups.exclude(pk__in=groups_within(request.user)))  # the form could not show them
        super().save_related(request, form, formsets, change)
        user.groups.add(*kept)
        limits = reach_of(request.user)
        if not change and limits is not None:
            StaffProfile.objects.create(user=user).sections.set(limits)

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if not may or obj is None or request.user.is_superuser:
            return may
        return not obj.is_superuser and not reaches_beyond(obj, request.user)

    def has_delete_permission(self, request, obj=None):
        return False  # people leave, what they wrote stays under their name: switch the account off instead
