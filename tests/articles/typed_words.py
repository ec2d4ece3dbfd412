"""What the article form sends while somebody writes."""

from django.urls import reverse

NEW = "n1234567890abcdef1234"
FORM = "form1234567890abcdef"


def typed(article=None, **fields):
    """What the form's script sends."""
    key = f"a{article.pk}" if article else NEW
    return {"key": key, "form": FORM, "title": "Nước sạch về thôn", "body": "<p>Nội dung.</p>"} | fields


def autosave(client, article=None, **fields):
    return client.post(reverse("admin:articles_autosave"), typed(article, **fields))
