from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import views


class KeyConverter(IntConverter):
    """A database key: longer numbers fit no column and would be an error there."""

    regex = "[1-9][0-9]{0,17}"


register_converter(KeyConverter, "key")

app_name = "articles"
urlpatterns = [
    path("bai-viet/<key:article_id>-<slug:slug>/", views.article_detail, name="detail"),
    path("bai-viet/<key:article_id>/luot-xem/", views.count_view, name="count_view"),
    path("chuyen-muc/<slug:slug>/", views.section_detail, name="section"),
    path("tim-kiem/", views.search_page, name="search"),
]
