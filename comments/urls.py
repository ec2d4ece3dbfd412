from django.urls import path

from . import views

app_name = "comments"
urlpatterns = [
    path("binh-luan/<key:article_id>/", views.comment_form, name="form"),
    path("binh-luan/<key:article_id>/mo/", views.open_form, name="open"),
    path("tra-cuu/", views.lookup, name="lookup"),
]
