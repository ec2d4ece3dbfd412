"""What a citizen's browser does: opens the form of an article, reads the captcha, sends the words."""

import re
from datetime import timedelta

from captcha.models import CaptchaStore
from django.urls import reverse
from django.utils import timezone

WORDS = {
    "name": "Nguyễn Thị Đức-Hạnh",
    "phone": "0912 345 678",
    "title": "Xin hỏi giá lắp đồng hồ",
    "text": "Nhà tôi có hai hộ.\n\nĐồng hồ thứ hai có phải trả tiền không?",
}
OTHER_WORDS = {"title": "Đường thôn Bến Đò", "text": "Bao giờ sửa xong đoạn đường qua cầu Đá ạ?"}


def address_of(article):
    return reverse("comments:form", args=[article.pk])


def answer_to(key):
    return CaptchaStore.objects.get(hashkey=key).response


def hidden_of(response):
    form = response.context["form"]
    return {name: form[name].value() for name in ("form", "key", "solved", "consent_text")}


def opened(client, article):
    """What a browser would send of the form on its own page, its captcha solved, with WORDS and consent."""
    return again(client.get(address_of(article)))


def again(response):
    """What a browser would send of the form that a page shows, its captcha solved where it has one."""
    hidden = hidden_of(response)
    answer = answer_to(hidden["key"]) if hidden["key"] else ""
    return WORDS | hidden | {"answer": answer, "consent": "on"}


def send(client, article, data, **extra):
    return client.post(address_of(article), data, **extra)


def words_in(response):
    form = response.context["form"]
    return {name: form[name].value() for name in WORDS}


def wrong_fields(response):
    return set(response.context["form"].errors)


def next_hour():
    """The beginning of the hour to come: a moment at which what is public now still is."""
    return (timezone.now() + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)


def main_links(response):
    main = response.text.split('<div class="message">')[1].split("</main>")[0]
    return re.findall('href="(.*?)"', main)
