"""Rights over comments for the roles. In a small office the editors moderate too; phone numbers are for few."""

from django.db import migrations

MODERATION = ["view_comment", "moderate_comment"]
RIGHTS = {
    "Kiểm duyệt": MODERATION,
    "Biên tập viên": MODERATION,
    "Quản trị": [*MODERATION, "view_privatecontact", "add_consenttext", "view_consenttext"],
}
OWN_NAMES = {"moderate_comment": "Can decide on comments"}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, codenames in RIGHTS.items():
        group = Group.objects.filter(name=name).first()
        for codename in codenames if group else []:
            model = codename.rpartition("_")[2]
            kind, _made = ContentType.objects.get_or_create(app_label="comments", model=model)
            title = OWN_NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"
            permission, _made = Permission.objects.get_or_create(
                content_type=kind, codename=codename, defaults={"name": title}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_choose_consent"),
        ("comments", "0002_first_consent_text"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
