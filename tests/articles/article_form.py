"""The article form: where it stands, and what a browser would send."""

ADD = "/quan-tri/articles/article/add/"
LIST = "/quan-tri/articles/article/"


def change(article):
    return f"/quan-tri/articles/article/{article.pk}/change/"


def filled(**fields):
    return {
        "title": "Lịch tiếp công dân",
        "slug": "",
        "lead": "Đoạn mở đầu.",
        "body": "<p>Nội dung.</p>",
        "comments_allowed": "inherit",
        "bylines-name": ["Thu Hiền", ""],
        "bylines-position": ["Phóng viên", ""],
        "bylines-organisation": ["Đài xã", ""],
        "tags": "nước sạch, Kinh tế",
    } | fields


def opened(client, address):
    """What the form at an address would send if nothing were changed."""
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data["tags"] = form.fields["tags"].prepare_value(data["tags"])
    for part in ("name", "position", "organisation"):
        data[f"bylines-{part}"] = [row[part] for row in data["bylines"]]
    data = {name: getattr(value, "pk", value) for name, value in data.items() if name != "bylines"}
    return {name: value for name, value in data.items() if value not in (None, False)}


def reopened(client, article):
    return opened(client, change(article))
