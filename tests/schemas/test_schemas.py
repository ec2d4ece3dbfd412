"""The schemas know right from wrong: one good document of each kind, and what each mistake in it is found as."""

import pytest

from . import errors_of

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Xã</title><link>https://xa.example/</link><description></description><language>vi</language>
<atom:link href="https://xa.example/rss/" rel="self"/><lastBuildDate>Sat, 21 Nov 2026 03:00:00 +0000</lastBuildDate>
<item><title>Nước sạch</title><link>https://xa.example/1/</link><description>&lt;p&gt;</description>
<dc:creator>Thu Hiền</dc:creator><guid>https://xa.example/1/</guid><category>Kinh tế</category>
<pubDate>Sat, 21 Nov 2026 03:00:00 +0000</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://search.yahoo.com/mrss/" xml:lang="vi">
<title>Xã</title>
<link href="https://xa.example/" rel="alternate"/><link href="https://xa.example/atom/" rel="self"/>
<id>https://xa.example/</id><updated>2026-11-21T03:00:00+00:00</updated>
<entry><title>Nước sạch</title><link href="https://xa.example/1/" rel="alternate"/><id>https://xa.example/1/</id>
<published>2026-11-21T03:00:00+00:00</published><updated>2026-11-21T10:00:00+07:00</updated>
<author><name>Thu Hiền</name></author><m:thumbnail url="https://xa.example/1.jpg"/><category term="Kinh tế"/>
<summary>Mở đầu</summary><content type="html">&lt;p&gt;</content></entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"
 xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url><loc>https://xa.example/</loc></url>
<url><loc>https://xa.example/1/</loc><lastmod>2026-11-21</lastmod><changefreq>daily</changefreq><priority>0.5</priority>
<i:image><i:loc>https://xa.example/1.jpg</i:loc></i:image>
<xhtml:link rel="alternate" hreflang="en" href="https://xa.example/en/"/></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>https://xa.example/sitemap-1.xml</loc><lastmod>2026-11-21T03:00:00Z</lastmod></sitemap></sitemapindex>"""
GOOD = {"rss": RSS, "atom": ATOM, "sitemap": SITEMAP, "sitemapindex": INDEX}

MISTAKES = [
    ("rss", "<title>Xã</title>", ""),
    ("rss", "<language>vi</language>", "<language>tiếng Việt</language>"),
    ("rss", "<language>vi</language>", "<langue>vi</langue>"),
    ("rss", "https://xa.example/1/</link>", "/1/</link>"),
    ("rss", "<title>Nước sạch</title>", "<title></title>"),
    ("rss", "<pubDate>Sat, 21 Nov 2026 03:00:00 +0000", "<pubDate>2026-11-21T03:00:00Z"),
    ("rss", "<guid>https://xa.example/1/", "<guid>1"),
    ("rss", "<category>Kinh tế</category>", "<category></category>"),
    ("rss", "<category>Kinh tế</category>", "<author>Thu Hiền</author>"),
    ("rss", "<category>Kinh tế</category>", '<enclosure url="https://xa.example/1.jpg" type="image/jpeg"/>'),
    ("rss", "</channel>", "<item><guid isPermaLink='false'>x</guid></item></channel>"),
    ("rss", "</channel>", "<item><title>Hai</title><guid>https://xa.example/1/</guid></item></channel>"),
    ("rss", ' rel="self"', ""),
    ("rss", "https://xa.example/rss/", "/rss/"),
    ("rss", "</rss>", ""),
    ("atom", "<title>Xã</title>", ""),
    ("atom", "<id>https://xa.example/1/</id>", ""),
    ("atom", "<id>https://xa.example/1/</id>", "<id>1</id>"),
    ("atom", "<updated>2026-11-21T10:00:00+07:00", "<updated>2026-11-21T10:00:00"),
    ("atom", "<updated>2026-11-21T10:00:00+07:00", "<updated>Sat, 21 Nov 2026 03:00:00 +0000"),
    ("atom", "<author><name>Thu Hiền</name></author>", ""),
    ("atom", "<name>Thu Hiền</name>", "<name></name>"),
    ("atom", 'type="html"', 'type="HTML"'),
    ("atom", "<summary>Mở đầu</summary>", "<summary>Mở đầu</summary><summary>Hai</summary>"),
    ("atom", "<summary>Mở đầu</summary>", "<summary><p>Mở đầu</p></summary>"),
    ("atom", '<category term="Kinh tế"/>', "<category>Kinh tế</category>"),
    ("atom", '<category term="Kinh tế"/>', "<description>Kinh tế</description>"),
    ("atom", "<entry>", "<link href='https://xa.example/2/'/><entry>"),
    ("atom", ' rel="self"', ' rel="via"'),
    ("sitemap", "<loc>https://xa.example/</loc>", ""),
    ("sitemap", "https://xa.example/1/", "/1/"),
    ("sitemap", "https://xa.example/1/", "https://xa.example/"),
    ("sitemap", "https://xa.example/1/", "https://xa.example/" + "a" * 2047),
    ("sitemap", "2026-11-21", "21/11/2026"),
    ("sitemap", "2026-11-21", "2026-11-21T03:00:00"),
    ("sitemap", "daily", "often"),
    ("sitemap", "0.5", "5"),
    ("sitemap", "<i:loc>https://xa.example/1.jpg</i:loc>", ""),
    ("sitemap", 'hreflang="en" ', ""),
    ("sitemapindex", "<loc>https://xa.example/sitemap-1.xml</loc>", ""),
    ("sitemapindex", "</sitemapindex>", "<url><loc>https://xa.example/</loc></url></sitemapindex>"),
]


@pytest.mark.parametrize("kind", GOOD)
def test_a_right_document_has_no_errors(kind):
    assert errors_of(GOOD[kind].encode(), kind) == []


@pytest.mark.parametrize(("kind", "right", "wrong"), MISTAKES)
def test_a_mistake_is_found(kind, right, wrong):
    assert GOOD[kind].count(right) >= 1

    found = errors_of(GOOD[kind].replace(right, wrong, 1).encode(), kind)

    assert found != []


def test_one_kind_is_not_another():
    assert errors_of(RSS.encode(), "atom") != []
    assert errors_of(SITEMAP.encode(), "sitemapindex") != []
