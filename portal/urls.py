"""The whole site on one screen."""

from captcha.views import captcha_image
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from articles.admin.attachments import attachment_picker, attachment_upload
from articles.admin.library import photo_upload
from articles.admin.picker import photo_picker
from articles.views import attachment_file

from . import api, cards, feeds, pages, sitemaps, views

urlpatterns = [
    path("", views.front_page, name="front"),
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    re_path(r"^ma-xac-nhan/(?P<key>[0-9a-f]{40})/$", captcha_image, {"scale": 2}, name="captcha_image"),
    path("rss/", feeds.rss, name="rss"),
    path("atom/", feeds.atom, name="atom"),
    path("hoi-dap/rss/", feeds.rss_answers, name="rss_answers"),
    path("chuyen-muc/<slug:slug>/rss/", feeds.rss_section, name="rss_section"),
    path("chuyen-muc/<slug:slug>/atom/", feeds.atom_section, name="atom_section"),
    path("dong-su-kien/<slug:slug>/rss/", feeds.rss_topic, name="rss_topic"),
    path("dong-su-kien/<slug:slug>/atom/", feeds.atom_topic, name="atom_topic"),
    path("tac-gia/<slug:slug>/rss/", feeds.rss_author, name="rss_author"),
    path("tac-gia/<slug:slug>/atom/", feeds.atom_author, name="atom_author"),
    path("api/bai-viet/", api.articles, name="api_articles"),
    path("api/bai-viet/<key:article_id>/", api.article, name="api_article"),
    path("api/", api.nothing),
    path("api/<path:rest>/", api.nothing),
    path("bai-viet/<key:article_id>/anh-the.png", cards.card, name="card"),
    path("anh-the.png", cards.card_site, name="card_site"),
    path("so-do/", pages.site_map, name="site_map"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.sitemap_pages, name="sitemap_pages"),
    re_path(r"^sitemap-(?P<kind>[a-z]+)-(?P<part>[1-9][0-9]{0,5})\.xml$", sitemaps.sitemap_part, name="sitemap_part"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("robots.txt", views.robots, name="robots"),
    path("giao-dien/<slug:accent>.css", views.accent_css, name="accent_css"),
    re_path(
        r"^media/(?P<name>photos/[0-9]{4}/[0-9]{2}/[0-9a-z-]{1,80}\.(?:avif|jpg|png|webp))$", views.media, name="media"
    ),
    re_path(
        r"^media/(?P<name>attachments/[0-9]{4}/[0-9]{2}/[0-9a-f]{32}/[0-9a-z-]{1,80}\."
        r"(?:pdf|docx?|xlsx?|pptx?|od[pst]))$",
        attachment_file,
        name="attachment",
    ),
    path(settings.ADMIN_PATH + "tep/tai-len/", attachment_upload, name="attachment_upload"),
    path(settings.ADMIN_PATH + "tep/chon/", attachment_picker, name="attachment_picker"),
    path(settings.ADMIN_PATH + "kho-anh/chon/", admin.site.admin_view(photo_picker), name="photo_picker"),
    path(settings.ADMIN_PATH + "kho-anh/tai-len/", photo_upload, name="photo_upload"),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("en/", pages.english, name="english"),
    path("en/<slug:slug>/", pages.page_en, name="page_en"),
    path("<slug:slug>/", pages.page, name="page"),  # last: whatever has an address of its own goes before
]
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
