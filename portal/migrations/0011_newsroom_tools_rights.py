"""Rights over the library, attachments, front pages and story shells for the roles."""

from django.db import migrations

REPORTER = """
    articles.view_attachment articles.add_attachment
    articles.view_shell
""".split()
EDITOR = [
    *REPORTER,
    *"""
    articles.change_attachment articles.view_placement articles.change_placement articles.add_shell articles.change_shell
    """.split(),
]
SECRETARY = [*EDITOR, "articles.take_down_photo", "articles.take_down_attachment", "articles.delete_shell"]
RIGHTS = {
    "Phóng viên": REPORTER,
    "Biên tập viên": EDITOR,
    "Thư ký toà soạn": SECRETARY,
    "Quản trị": [*SECRETARY, "articles.delete_photo", "articles.delete_attachment"],
}
# As in the models' Meta, whose names are in the catalogue.
OWN_NAMES = {
    "take_down_photo": "Can take photos down",
    "take_down_attachment": "Can take attachments down",
}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(name):
        app, codename = name.split(".")
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=codename.rpartition("_")[2])
        title = OWN_NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": title})[0]

    for name, permissions in RIGHTS.items():
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.add(*[permission(each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0010_public_face_rights"),
        ("articles", "0011_newsroom_tools"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
