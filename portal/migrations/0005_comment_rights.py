"""Rights over comments for the roles. In a small office the editors moderate too; phone numbers are for few.

"Trả lời bạn đọc" is for the staff of a unit that answers: they see what was handed to their unit, and nothing else.
"""

from django.db import migrations

MODERATION = """
    comments.view_comment comments.moderate_comment comments.answer_comment comments.view_answer comments.view_unit
""".split()
GUARDS = """
    comments.view_blockedterm comments.add_blockedterm comments.change_blockedterm comments.delete_blockedterm
    comments.view_ban comments.change_ban comments.view_commentrules
""".split()
ADMINISTRATION = """
    comments.change_commentrules comments.add_unit comments.change_unit
    comments.view_privatecontact comments.export_comment comments.view_privacyevent
    comments.add_consenttext comments.view_consenttext
    articles.view_specialday articles.add_specialday articles.change_specialday articles.delete_specialday
""".split()
RIGHTS = {
    "Kiểm duyệt": [*MODERATION, *GUARDS],
    "Biên tập viên": MODERATION,
    "Quản trị": [*MODERATION, *GUARDS, *ADMINISTRATION],
    "Trả lời bạn đọc": ["comments.view_comment", "comments.answer_comment", "comments.view_answer"],
}
# As in the models' Meta, whose names are in the catalogue.
OWN_NAMES = {
    "moderate_comment": "Can decide on comments",
    "answer_comment": "Can answer comments",
    "export_comment": "Can hand out and erase a person's data on request",
}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(name):
        app, codename = name.split(".")
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=codename.rpartition("_")[2])
        title = OWN_NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": title})[0]

    Group.objects.get_or_create(name="Trả lời bạn đọc")
    for name, codenames in RIGHTS.items():
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.add(*[permission(codename) for codename in codenames])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_choose_consent"),
        ("comments", "0003_rules_and_starter_terms"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
