"""Tests that sitemaps list all public pages in both languages, and nothing else."""

import datetime
from xml.etree import ElementTree

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import Topic
from newsroom.pages import sitemaps
from tests.factories import make_office, make_statement

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own)


def addresses(client, address) -> list[str]:
    return [found.text for found in parsed(client, address).iter(f"{SITEMAP}loc")]


def test_the_sitemap_names_a_part_for_each_language(client, office):
    assert addresses(client, "/sitemap.xml") == [
        "http://localhost/sitemap-en-1.xml",
        "http://localhost/sitemap-cy-1.xml",
    ]


def test_a_part_lists_pages_with_their_translation(client, office, language):
    other = {"en": "cy", "cy": "en"}[language]
    page = make_statement(office, language=language, title="In both")
    translated = make_statement(office, language=other, title="Yn y ddwy", translation_of=page)
    alone = make_statement(office, language=language, title="In one")

    tree = parsed(client, f"/sitemap-{language}-1.xml")
    found = {
        url.findtext(f"{SITEMAP}loc"): {
            link.get("hreflang"): link.get("href") for link in url.iter(f"{XHTML}link")
        }
        for url in tree.iter(f"{SITEMAP}url")
    }

    base = "http://localhost"
    assert found[base + page.url] == {language: base + page.url, other: base + translated.url}
    assert found[base + alone.url] == {}
    assert base + translated.url not in found
    assert tree.find(f"{SITEMAP}url/{SITEMAP}lastmod") is not None


def test_lists_with_statements_are_listed(client, office, language):
    used, unused, _ = office.categories[language]
    make_statement(office, language=language, categories=[used])
    Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Unused", slug="unused"
    )

    found = "\n".join(addresses(client, f"/sitemap-{language}-1.xml"))

    assert f"/{used.slug}/" in found
    assert f"/{unused.slug}/" not in found
    assert "/unused/" not in found


def test_every_listed_address_exists(client, office, language):
    make_statement(office, language=language, categories=office.categories[language][:1])

    for address in addresses(client, f"/sitemap-{language}-1.xml"):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_many_pages_are_split_into_parts_with_few_queries(
    client, office, language, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(sitemaps, "PART_CHARACTERS", 3)  # 36 places
    create_statements(
        office.indexes[language],
        [
            StatementRow(title=f"Statement {number}", date=datetime.date(2020, 1, 1), body=[])
            for number in range(80)
        ],
    )
    beside = [page.url for page in office.homes[language].get_descendants(inclusive=True).live()]
    client.get("/sitemap.xml")

    with django_assert_max_num_queries(12):
        parts = [found for found in addresses(client, "/sitemap.xml") if f"-{language}-" in found]
    with django_assert_max_num_queries(10):
        addresses(client, f"/sitemap-{language}-2.xml")
    each = [addresses(client, part.removeprefix("http://localhost")) for part in parts]

    assert [len(part) for part in each[1:]] == [36, 9]
    listed = [address for part in each for address in part]
    assert sorted(listed) == sorted({f"http://localhost{address}" for address in beside})
    assert client.get(f"/sitemap-{language}-4.xml").status_code == 404


def test_a_part_without_public_statements_is_not_named(client, office, language, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART_CHARACTERS", 4)  # a part for each statement
    shown, hidden, last = (
        make_statement(office, language=language, title=title, live=title != "Hidden")
        for title in ("Shown", "Hidden", "Last")
    )
    place = int(hidden.path[-4:], 36) + 1

    parts = "\n".join(addresses(client, "/sitemap.xml"))

    assert f"/sitemap-{language}-{place}.xml" not in parts
    assert client.get(f"/sitemap-{language}-{place}.xml").status_code == 404
    assert f"/sitemap-{language}-{place + 1}.xml" in parts
    assert addresses(client, f"/sitemap-{language}-{place - 1}.xml") == [
        f"http://localhost{shown.url}"
    ]
    assert last.url in addresses(client, f"/sitemap-{language}-{place + 1}.xml")[0]


def test_each_site_lists_its_own_pages(client, office):
    make_statement(office, title="Ours")
    other = make_office(hostname="other.example", is_default=False, name_en="Other Member")
    make_statement(other, title="Theirs")

    ours = addresses(client, "/sitemap-en-1.xml")
    theirs = [
        found.text
        for found in ElementTree.fromstring(  # noqa: S314  (our own)
            client.get("/sitemap-en-1.xml", headers={"host": "other.example"}).content
        ).iter(f"{SITEMAP}loc")
    ]

    assert "http://localhost/news/ours/" in ours
    assert "http://other.example/news/theirs/" in theirs
    assert not set(ours) & set(theirs)


def test_unknown_parts_are_not_found(client, office):
    for address in (
        "/sitemap-en-0.xml",
        "/sitemap-en-2.xml",
        "/sitemap-fr-1.xml",
        f"/sitemap-en-{9**40}.xml",
    ):
        assert client.get(address).status_code == 404


def test_robots_txt_names_the_sitemap_and_disallows_the_admin(client, office):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /admin/" in lines


def test_without_a_site_nothing_fails(client, db):
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/sitemap.xml").status_code == 200
