"""Words that nobody should read: masked when they come in, or by a moderator, and put back only as far as is right."""

import pytest

from comments import moderation
from comments.models import Comment, ConsentText, Flag, PrivateContact
from tests.factories import make_article, make_comment, make_comment_rules, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user("Kiểm duyệt")


def post(**words):
    values = {"name": "Nguyễn Văn An", "title": "Xin hỏi", "text": "Nội dung.", "phone": ""} | words
    return moderation.post(
        make_article(), nonce="n" * 32, consent=ConsentText.objects.first(), address_hash="a" * 64, **values
    )[0]


def test_numbers_are_masked_before_they_are_stored():
    post(name="An 0912345678", title="Gọi 0912 345 678", text="Gọi tôi: 0912.345.678 nhé.")

    comment, contact = Comment.objects.get(), PrivateContact.objects.get()
    assert (comment.name, comment.title) == ("An [đã che]", "Gọi [đã che]")
    assert comment.text == "Gọi tôi: [đã che] nhé."
    assert comment.is_masked
    assert contact.original == {
        "name": "An 0912345678",
        "title": "Gọi 0912 345 678",
        "text": "Gọi tôi: 0912.345.678 nhé.",
    }
    assert comment.flags == [[Flag.PERSONAL, ""]]


def test_words_without_personal_data_stay_as_they_are():
    comment = post(text="Năm 2020 – 2025 xã thu 1.599.000.000 đồng.")

    assert (comment.is_masked, comment.flags, comment.contact.original) == (False, [], {})
    assert comment.text == "Năm 2020 – 2025 xã thu 1.599.000.000 đồng."


def test_a_moderator_masks_words_in_every_field(moderator):
    comment = make_comment(name="Ông Bảy", title="Về Ông Bảy", text="Ông Bảy ở số 5.\n\nGặp Ông Bảy.")

    moderation.mask(comment, by=moderator, words=" Ông Bảy ")

    changed = Comment.objects.get()
    assert (changed.name, changed.title) == ("[đã che]", "Về [đã che]")
    assert changed.text == "[đã che] ở số 5.\n\nGặp [đã che]."
    assert PrivateContact.objects.get().original["text"] == "Ông Bảy ở số 5.\n\nGặp Ông Bảy."


def test_a_second_mask_keeps_the_first_original(moderator):
    comment = make_comment(text="Ông Bảy ở số 5.")
    moderation.mask(comment, by=moderator, words="Ông Bảy")

    moderation.mask(comment, by=moderator, words="số 5")

    assert Comment.objects.get().text == "[đã che] ở [đã che]."
    assert PrivateContact.objects.get().original == {"text": "Ông Bảy ở số 5."}


@pytest.mark.parametrize("words", ["", " ", "x", "không có trong ý kiến"])
def test_masking_what_is_not_there_is_refused(moderator, words):
    comment = make_comment(text="Một câu.")

    with pytest.raises(moderation.NotPossible):
        moderation.mask(comment, by=moderator, words=words)

    assert Comment.objects.get().text == "Một câu."


def test_a_mask_by_mistake_is_taken_off_and_the_number_stays_masked(moderator):
    comment = post(text="Ông Bảy, 0912345678, ở số 5.")
    moderation.mask(comment, by=moderator, words="ở số 5")

    moderation.put_back(comment, by=moderator)

    assert Comment.objects.get().text == "Ông Bảy, [đã che], ở số 5."
    assert PrivateContact.objects.get().original == {"text": "Ông Bảy, 0912345678, ở số 5."}


def test_after_the_purge_a_mask_is_for_good(moderator):
    comment = make_comment(text="Ông Bảy ở số 5.")
    PrivateContact.objects.all().delete()
    moderation.mask(comment, by=moderator, words="Ông Bảy")

    with pytest.raises(moderation.NotPossible):
        moderation.put_back(comment, by=moderator)

    assert Comment.objects.get().text == "[đã che] ở số 5."


def test_masks_never_outgrow_a_field(moderator):
    comment = make_comment(title="ab " * 50)

    moderation.mask(comment, by=moderator, words="ab")

    assert len(Comment.objects.get().title) <= 150


def test_the_same_form_is_known_again_whatever_was_masked(moderator):
    words = {"name": "An", "title": "Xin hỏi", "text": "Gọi 0912345678 gặp Ông Bảy.", "phone": "+84912345678"}
    comment = post(**words)
    moderation.mask(comment, by=moderator, words="Ông Bảy")

    assert moderation.same_words(comment, **words)
    assert not moderation.same_words(comment, **words | {"text": "Khác."})
    assert not moderation.same_words(comment, **words | {"phone": ""})


def test_the_office_s_own_number_stays():
    make_comment_rules(public_phones="024 3384 2222")

    comment = post(text="Tôi gọi số 024 3384 2222 không ai nghe máy, xin gọi lại 0912 345 678.")

    assert comment.text == "Tôi gọi số 024 3384 2222 không ai nghe máy, xin gọi lại [đã che]."


def test_no_flag_tells_what_the_words_don_t(moderator):
    comment = make_comment(text="Xem lan1980.com nhé.", flags=[[Flag.LINK, "lan1980.com"], [Flag.WORD, "cá độ"]])

    moderation.mask(comment, by=moderator, words="lan1980")

    assert Comment.objects.get().flags == [[Flag.LINK, ""], [Flag.WORD, "cá độ"]]


def test_a_mask_leaves_the_masks_before_it_whole(moderator):
    comment = make_comment(text="đã đi [đã che] đã về")

    moderation.mask(comment, by=moderator, words="đã")

    assert Comment.objects.get().text == "[đã che] đi [đã che] [đã che] về"
