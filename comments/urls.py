from django.urls import path, re_path

from . import views

app_name = "comments"
urlpatterns = [
    path("binh-luan/<key:article_id>/", views.comment_form, name="form"),
    path("binh-luan/<key:article_id>/mo/", views.open_form, name="open"),
    re_path(r"^binh-luan/am-thanh/(?P<key>[0-9a-f]{40})\.wav$", views.speech, name="speech"),
    path("binh-luan/y-kien/<key:comment_id>/", views.permalink, name="comment"),
    path("hoi-dap/", views.answered, name="answered"),
    path("tra-cuu/", views.lookup, name="lookup"),
    path("tra-cuu/rut/", views.withdraw, name="withdraw"),
]
