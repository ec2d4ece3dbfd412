"""Many comments at little cost, some with all that a card of the desk can show."""

from django.utils import timezone

from comments.models import Comment, PrivateContact
from tests.factories import make_answer, make_article, make_comment, make_unit, make_user


def make_busy(n):
    """Comments with all that a card can show: chips, a claim, a unit, an answer, other comments of the sender."""
    article, unit, now = make_article(), make_unit(), timezone.now()
    user = make_user("Quản trị", username="dong-nghiep")
    at_work = {"claimed_by": user, "claimed_at": now}
    case = {"unit": unit, "routed_at": now, "due_on": timezone.localdate()}
    earlier = None
    for i in range(10):
        flags = [["same", str(earlier.pk)]] if earlier else [["link", "vi-du.vn"]]
        sender = {"phone": f"+8491234500{i % 7}", "address": f"203.0.113.{i % 9}"}
        earlier = make_comment(
            article, title=f"Ý kiến số {i}", is_masked=True, flags=flags, **sender, **at_work, **case
        )
        make_answer(earlier, unit=unit, by=user)
    make_many(n - 10, earlier)


def make_many(n, like):
    """Many plain comments at little cost, all from one sender."""
    contacts = PrivateContact.objects
    kept = {"article_id": like.article_id, "consent_id": like.consent_id, "consent_hash": like.consent_hash}
    made = Comment.objects.bulk_create(
        Comment(**kept, name="A", title=f"Nữa {i}", text="Chữ", nonce=f"n{i}", code_hash=f"c{i}") for i in range(n)
    )
    contacts.bulk_create(
        PrivateContact(comment=one, phone="+84912345000", address_hash=like.contact.address_hash, words_hash="")
        for one in made
    )
