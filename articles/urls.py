from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import views


class KeyConverter(IntConverter):
    """A database key: longer numbers fit no column and would be an error there."""

    regex = "[1-9][0-9]{0,17}"


class YearConverter(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value):
        return f"{value:04}"


class TwoDigitsConverter(IntConverter):
    """A month or a day: one address each, 03 and never 3."""

    regex = "[0-9]{2}"

    def to_url(self, value):
        return f"{value:02}"


register_converter(KeyConverter, "key")
register_converter(YearConverter, "yyyy")
register_converter(TwoDigitsConverter, "dd")

app_name = "articles"
urlpatterns = [
    path("bai-viet/<key:article_id>-<slug:slug>/", views.article_detail, name="detail"),
    path("bai-viet/<key:article_id>-<slug:slug>/in/", views.article_print, name="print"),
    path("bai-viet/<key:article_id>-<slug:slug>/luu/", views.article_save, name="save"),
    path("bai-viet/<key:article_id>/luot-xem/", views.count_view, name="count_view"),
    path("chuyen-muc/<slug:slug>/", views.section_detail, name="section"),
    path("dong-su-kien/", views.topics, name="topics"),
    path("dong-su-kien/<slug:slug>/", views.topic_detail, name="topic"),
    path("tac-gia/<slug:slug>/", views.author_detail, name="author"),
    path("the/<slug:slug>/", views.tag_detail, name="tag"),
    path("luu-tru/", views.archive, name="archive"),
    path("luu-tru/<yyyy:year>/", views.archive_year, name="archive_year"),
    path("luu-tru/<yyyy:year>/<dd:month>/", views.archive_month, name="archive_month"),
    path("luu-tru/<yyyy:year>/<dd:month>/<dd:day>/", views.archive_day, name="archive_day"),
    path("dinh-chinh/", views.corrections, name="corrections"),
    path("xem-truoc/<str:token>/", views.preview, name="preview"),
    path("duyet/<str:token>/", views.review, name="review"),
    path("tim-kiem/", views.search_page, name="search"),
]
