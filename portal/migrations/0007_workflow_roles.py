"""Rights over the workflow for the roles, and the role of who approves: the secretary of the newsroom."""

from django.db import migrations

DESK = ["articles.review_article", "articles.correct_article", "articles.trash_article", "articles.view_correction"]
DIRECTLY = ["articles.publish_directly_article"]
RULES = ["articles.view_editorialrules", "articles.change_editorialrules"]
RIGHTS = {
    "Biên tập viên": DESK,
    "Thư ký toà soạn": [*DESK, *DIRECTLY],
    "Quản trị": [*DESK, *DIRECTLY, *RULES],
}
# As in the models' Meta, whose names are in the catalogue.
OWN_NAMES = {
    "review_article": "Can return and approve articles",
    "correct_article": "Can note corrections",
    "trash_article": "Can put articles in the trash",
    "publish_directly_article": "Can publish directly: exempt from “nobody approves their own text”",
}


def create(apps, schema_editor):
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")

    def permission(name):
        app, codename = name.split(".")
        kind, _made = ContentType.objects.get_or_create(app_label=app, model=codename.rpartition("_")[2])
        title = OWN_NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": title})[0]

    editors = Group.objects.filter(name="Biên tập viên").first()
    secretaries, made = Group.objects.get_or_create(name="Thư ký toà soạn")
    if made and editors:
        secretaries.permissions.set(editors.permissions.all())
    for name, permissions in RIGHTS.items():
        group = Group.objects.filter(name=name).first()
        if group:
            group.permissions.add(*[permission(each) for each in permissions])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0006_tick_run"),
        ("articles", "0005_editors_desk"),
    ]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
