"""Each kind of source is read by its reader."""

import datetime
from pathlib import Path

import pytest
from PIL import Image as PillowImage

from newsroom.importing.items import Item, ReaderOptions, Refusal
from newsroom.importing.readers.files import find_files
from newsroom.importing.readers.selection import read_file
from newsroom.importing.writing.picture_files import resolve_pictures

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Bridge reopens | Mared Puw</title>
<link rel="canonical" href="https://old.example/news/bridge-reopens">
<meta property="article:published_time" content="2019-03-01T09:30:00+00:00">
<meta property="article:section" content="Local News">
<meta property="article:tag" content="Bridges"></head>
<body><header><nav><a href="/">Home</a></nav></header>
<article><h1>Bridge reopens</h1><p>&nbsp;</p>
<img src="/files/bridge.jpg" alt="People crossing the new bridge">
<p>The bridge over the Arian <strong>is open</strong> again &mdash; see
<a href="/news/works" onclick="steal()">the works</a>.</p>
<h2>What was done</h2><ul><li>New deck</li><li>New rails</li></ul>
<blockquote><p>A good day.</p></blockquote>
<script>alert(1)</script><p onmouseover="alert(2)"><a href="javascript:alert(3)">Last words.</a></p>
</article><footer>Copyright 2025 Mared Puw</footer></body></html>"""

RSS = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title>
<language>cy</language><item><title>Pont yn ailagor &amp; dathlu</title>
<link>https://old.example/cy/pont</link><pubDate>Fri, 01 Mar 2019 23:30:00 -0100</pubDate>
<category>Newyddion Lleol</category><description>Crynodeb.</description>
<content:encoded><![CDATA[<p>Mae'r bont ar agor.</p><p>Diolch i bawb.</p>]]></content:encoded>
</item><item><title>No date</title><description>Words</description></item></channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<entry><title>Bridge</title><id>urn:x:1</id><link href="https://old.example/b"/>
<published>2019-03-01T10:00:00Z</published><updated>2020-01-01T00:00:00Z</updated>
<content type="html">&lt;p&gt;The bridge is open to all.&lt;/p&gt;</content></entry></feed>"""

WXR = """<?xml version="1.0"?><!-- generator --><rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title>
<item><title>A post</title><link>https://old.example/?p=7</link><guid>g7</guid>
<content:encoded><![CDATA[First paragraph
with a break.

Second [gallery ids="1"] paragraph.

[caption id="a"]<img src="https://old.example/wp-content/uploads/b.jpg"
 alt="Bridge deck seen"/> The deck[/caption]]]></content:encoded>
<excerpt:encoded><![CDATA[Short.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2018-05-04 10:00:00</wp:post_date>
<wp:post_date_gmt>2018-05-04 09:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><category domain="category">Local News</category>
<category domain="post_tag">Bridges</category></item>
<item><title>A draft</title><link>https://old.example/?p=8</link><guid>g8</guid>
<content:encoded>Draft words.</content:encoded><wp:post_id>8</wp:post_id>
<wp:post_date>2018-05-05 10:00:00</wp:post_date>
<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Private</title><content:encoded>x</content:encoded><wp:status>private</wp:status>
<wp:post_type>post</wp:post_type></item>
<item><title>A page</title><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
</channel></rss>"""


def read(path: Path, **options) -> list[Item | Refusal]:
    """Return all items and refusals at a path."""
    found: list[Item | Refusal] = []
    for file in find_files([path]):
        if isinstance(file, Refusal):
            found.append(file)
            continue
        for each in read_file(file, ReaderOptions(**options)):
            found.append(resolve_pictures(each, file) if isinstance(each, Item) else each)
    return found


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def picture(folder: Path, name: str) -> None:
    path = write(folder, name, b"")
    PillowImage.new("RGB", (40, 30), (10, 90, 90)).save(path, "JPEG")


def test_a_saved_page(tmp_path):
    picture(tmp_path, "old.example/files/bridge.jpg")
    write(tmp_path, "old.example/news/bridge-reopens.html", PAGE)

    page, beside = sorted(read(tmp_path), key=lambda each: isinstance(each, Refusal))

    assert beside.expected
    assert page.title == "Bridge reopens"
    assert page.date == datetime.date(2019, 3, 1)
    assert page.language == "en"
    assert page.url == page.identity == "https://old.example/news/bridge-reopens"
    assert (page.categories, page.topics) == (("Local News",), ("Bridges",))
    assert page.lead_picture.alt == "People crossing the new bridge"
    assert page.lead_picture.path.name == "bridge.jpg"
    kinds = [block.kind for block in page.blocks]
    assert kinds == ["paragraph", "heading", "list", "quotation", "paragraph"]
    html = "".join(block.html for block in page.blocks)
    assert "<b>is open</b>" in html
    assert 'href="https://old.example/news/works"' in html
    assert "Last words." in html
    for danger in ("script", "onclick", "onmouseover", "javascript", "alert"):
        assert danger not in html
    assert "Copyright" not in html
    assert {"active", "empty_paragraphs"} <= {note.code for note in page.cleaning_notes}


def test_a_page_without_marked_article_is_extracted(tmp_path):
    words = "The bridge over the river Arian was opened this morning after long works. " * 4
    write(
        tmp_path,
        "page.html",
        f"<html lang=en><head><title>Bridge open</title></head><body><div><ul><li><a href=/>Home"
        f"</a></li></ul></div><div><h1>Bridge open</h1><span>1 March 2019</span><p>{words}</p>"
        f"<p>Second: {words}</p></div></body></html>",
    )

    (page,) = read(tmp_path)

    assert page.title == "Bridge open"
    assert page.date == datetime.date(2019, 3, 1)
    assert page.paragraph_count == 2
    assert "extracted" in {note.code for note in page.cleaning_notes}


LISTED = (
    "<li><a href='/news/x{0}'>The bridge number {0} was opened</a> <time datetime='2019-03-0{0}'>"
)


@pytest.mark.parametrize(
    "main",
    [
        "".join(LISTED.format(n) for n in range(1, 6)),
        "<p>1 March 2019</p><a href='/news/x'>The bridge was opened</a> Read more",
        "<article><p>One bridge</p></article><article><p>Two</p></article><p>1 March 2019</p>",
    ],
)
def test_a_list_page_is_refused(tmp_path, main):
    write(tmp_path, "index.html", f"<html><h1>News</h1><main>{main}</main></html>")

    (refused,) = read(tmp_path)

    assert refused.code == "list_page"
    assert refused.expected


def test_the_visible_date_takes_precedence_over_the_metadata(tmp_path):
    shown = PAGE.replace("<p>&nbsp;</p>", "<time datetime='2016-06-16'>16 June 2016</time>")
    write(tmp_path, "a.html", shown)

    (page,) = read(tmp_path)

    assert page.date == datetime.date(2016, 6, 16)
    assert page.first_published_at.year == 2019
    assert "date_differs" in {note.code for note in page.warnings}


def test_category_names_are_removed_from_the_body(tmp_path):
    filed = "<p>Categories</p><ul>\n  <li><a href='/c'>Local News</a></li>\n</ul>"
    write(tmp_path, "a.html", PAGE.replace("<p>&nbsp;</p>", filed))

    (page,) = read(tmp_path)

    assert page.paragraph_count == 2
    assert "Local News" not in "".join(block.html for block in page.blocks)
    assert "doubled_spaces" not in {note.code for note in page.cleaning_notes}


def test_an_rss_file(tmp_path):
    write(tmp_path, "feed.xml", RSS)

    item, refused = read(tmp_path)

    assert item.title == "Pont yn ailagor & dathlu"
    assert item.date == datetime.date(2019, 3, 2)  # in London
    assert item.language == "cy"
    assert item.summary == "Crynodeb."
    assert item.paragraph_count == 2
    assert item.categories == ("Newyddion Lleol",)
    assert refused.code == "no_date"


def test_an_atom_file(tmp_path):
    write(tmp_path, "feed.atom", ATOM)

    (item,) = read(tmp_path)

    assert item.date == datetime.date(2019, 3, 1)
    assert item.identity == "https://old.example/b"
    assert item.first_published_at.isoformat() == "2019-03-01T10:00:00+00:00"


def test_a_wordpress_export(tmp_path):
    picture(tmp_path, "wp-content/uploads/b.jpg")
    write(tmp_path, "export.xml", WXR)

    found = read(tmp_path / "export.xml")

    post, draft, private = found
    assert post.url == "https://old.example/?p=7"
    assert post.date == datetime.date(2018, 5, 4)
    assert (post.categories, post.topics) == (("Local News",), ("Bridges",))
    assert post.summary == "Short."
    assert [block.kind for block in post.blocks] == ["paragraph", "paragraph", "picture"]
    assert post.blocks[0].html == "<p>First paragraph<br>with a break.</p>"
    assert post.blocks[2].picture.caption == "The deck"
    assert "shortcode" in {note.code for note in post.warnings}
    assert not draft.was_public
    assert draft.url == ""
    assert private.expected


def test_a_csv_file(tmp_path):
    write(
        tmp_path,
        "rows.csv",
        "\ufefftitle,date,language,categories,topics,body,url,image\n"
        'Bridge,16/06/2016,en,Local News;Speeches,Bridges; Rivers,"One.\nTwo  now.",'
        "https://old.example/x,\n"
        'Pont,16eg o Fehefin 2016,Cymraeg,,,"<p>Ar <em>agor</em>.</p>",,missing.jpg\n'
        "Broken,yesterday,en,,,Words,,\n",
    )

    english, welsh, broken = read(tmp_path)

    assert english.categories == ("Local News", "Speeches")
    assert english.topics == ("Bridges", "Rivers")
    assert [block.html for block in english.blocks] == ["<p>One.</p>", "<p>Two now.</p>"]
    assert welsh.language == "cy"
    assert welsh.blocks[0].html == "<p>Ar <i>agor</i>.</p>"
    assert "picture_missing" in {note.code for note in welsh.warnings}
    assert broken.code == "no_date"


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_14", "utf-16", "utf-8-sig"])
def test_other_encodings_are_decoded_and_reported(tmp_path, encoding):
    text = "Café reopens\n16 June 2016\n\n" + "The café in Caffè Nero’s old place is open. " * 3
    if encoding == "iso8859_14":
        text = text.replace("’", "'")
    write(tmp_path, "a.txt", text.encode(encoding))

    (page,) = read(tmp_path)

    assert page.title == "Café reopens"
    assert ("encoding" in {note.code for note in page.cleaning_notes}) == (encoding != "utf-8-sig")


def test_hard_wrapped_lines_are_joined_and_reported(tmp_path):
    write(
        tmp_path,
        "a.txt",
        "A title\n\n1 May 2010\n\nThis is a line\nand goes on.\n\nAnd\nanother.\n",
    )

    (page,) = read(tmp_path)

    assert [block.html for block in page.blocks] == [
        "<p>This is a line and goes on.</p>",
        "<p>And another.</p>",
    ]
    assert "joined" in {note.code for note in page.cleaning_notes}


def test_a_welsh_page_with_boilerplate(tmp_path):
    write(
        tmp_path,
        "tudalen.txt",
        "Neidio i'r prif gynnwys\nLogo'r wefan\n\nPrif lywio\n\n  • Hafan\n  • EN\nLogo'r wefan\n\n"
        "Pont newydd i'r dyffryn\n\n  • Trydar\nDydd Iau, 16 Mehefin, 2016\n  • Newyddion Lleol\n\n"
        "Mae'r bont wedi agor, yn ôl yr Aelod.\n\nDangos yn unig\n\n  • Erthyglau\n\nTroedyn\n\n"
        "  • Preifatrwydd\nHawlfraint 2025 Mared Puw. Cedwir pob hawl.\nPwerwyd gan Rywun",
    )

    (page,) = read(tmp_path)

    assert page.title == "Pont newydd i'r dyffryn"
    assert page.language == "cy"
    assert page.categories == ("Newyddion Lleol",)
    assert page.paragraph_count == 1
