"""The whole site on one screen."""

from captcha.views import captcha_image
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from articles.admin.picker import photo_picker

from . import feeds, sitemaps, views

urlpatterns = [
    path("", views.front_page, name="front"),
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    re_path(r"^ma-xac-nhan/(?P<key>[0-9a-f]{40})/$", captcha_image, {"scale": 2}, name="captcha_image"),
    path("rss/", feeds.SiteFeed(), name="rss"),
    path("hoi-dap/rss/", feeds.AnswersFeed(), name="rss_answers"),
    path("rss/<slug:slug>/", feeds.SectionFeed(), name="rss_section"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("robots.txt", views.robots, name="robots"),
    path("giao-dien/<slug:accent>.css", views.accent_css, name="accent_css"),
    re_path(r"^media/(?P<name>photos/[0-9]{4}/[0-9]{2}/[0-9a-z-]{1,80}\.(?:jpg|png|webp))$", views.media, name="media"),
    path(settings.ADMIN_PATH + "kho-anh/chon/", admin.site.admin_view(photo_picker), name="photo_picker"),
    path(settings.ADMIN_PATH, admin.site.urls),
]
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
