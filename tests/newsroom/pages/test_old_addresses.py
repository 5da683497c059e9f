"""Tests that no address that was public once ever answers 404."""

import random
from urllib.parse import urlsplit

import pytest

from newsroom.addresses.citations import citation_path
from newsroom.models import ArticlePage, ArticleTopic, Category, NewsIndexPage, Topic
from tests.factories import make_statement

WORDS = {"en": ("category", "topic"), "cy": ("categori", "pwnc")}


def final_status(client, address) -> tuple[int, int]:
    """Return the number of redirects and the last status."""
    for hops in range(4):
        response = client.get(address)
        if response.status_code not in (301, 302):
            return hops, response.status_code
        address = urlsplit(response["Location"])._replace(scheme="", netloc="").geturl()
    return 4, 0


class Archive:
    """An office whose statements, index, category and topic are renamed at random."""

    def __init__(self, office, *, client, language, seed) -> None:
        self.office, self.client, self.language = office, client, language
        self.random = random.Random(seed)
        self.index = office.indexes[language]
        self.category = office.categories[language][0]
        self.topic = Topic.objects.create(
            site=office.site, locale=self.index.locale, name="Rivers", slug="rivers"
        )
        for _number in range(2):
            self.add()
        self.seen = set()

    def add(self) -> None:
        self.office.indexes[self.language].refresh_from_db()
        page = make_statement(
            self.office,
            language=self.language,
            slug=self.slug(),
            categories=[self.category],
            publish=True,
        )
        ArticleTopic.objects.create(page=page, topic=self.topic)

    def slug(self) -> str:
        taken = set(ArticlePage.objects.values_list("slug", flat=True))
        return self.random.choice([word for word in "abcdefgh" if word not in taken])

    def pages(self):
        return list(ArticlePage.objects.filter(live=True).order_by("pk"))

    def step(self) -> None:
        act = self.random.choice(
            ["slug", "slug", "slug", "index", "category", "topic", "unpublish", "delete", "draft"]
        )
        pages = self.pages()
        if act == "index":
            index = NewsIndexPage.objects.get(pk=self.index.pk)
            index.slug = self.random.choice(["one", "two", "three"])
            index.save_revision().publish()
        elif act in ("category", "topic"):
            model, row = (Category, self.category) if act == "category" else (Topic, self.topic)
            row = model.objects.get(pk=row.pk)
            row.slug = self.random.choice(["x", "y", "z"])
            row.save()
        elif len(pages) < 2:
            self.add()
        else:
            page = self.random.choice(pages)
            if act == "slug":
                page.slug = self.slug()
                page.save_revision().publish()
            elif act == "delete":
                page.delete()
            else:
                page.unpublish()
                if act == "draft":  # renamed while it is not public
                    page = ArticlePage.objects.get(pk=page.pk)
                    page.slug = self.slug()
                    page.save()
                    page.save_revision().publish()

    def look(self) -> None:
        """Remember every address that is public now."""
        base = NewsIndexPage.objects.get(pk=self.index.pk).url
        category, topic = WORDS[self.language]
        slugs = {
            category: Category.objects.get(pk=self.category.pk).slug,
            topic: Topic.objects.get(pk=self.topic.pk).slug,
        }
        found = [base, f"{base}rss.xml", f"{base}2016/"]
        found += [f"{base}{word}/{slug}/" for word, slug in slugs.items()]
        found += [f"{base}{word}/{slug}/atom.xml" for word, slug in slugs.items()]
        found += [page.url for page in self.pages()]
        found += [citation_path(page) for page in self.pages()]
        self.seen |= {address for address in found if self.client.get(address).status_code != 404}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2, 4))
def test_no_address_dies(client, office, language, seed, django_capture_on_commit_callbacks):
    archive = Archive(office, client=client, language=language, seed=seed)
    archive.look()
    for _number in range(10):
        with django_capture_on_commit_callbacks(execute=True):
            archive.step()
        archive.look()

    answers = {address: final_status(client, address) for address in archive.seen}

    assert len(archive.seen) > 20
    assert {status for _hops, status in answers.values()} <= {200, 410}, {
        address: answer for address, answer in answers.items() if answer[1] not in (200, 410)
    }
    assert {address for address, (hops, _status) in answers.items() if hops > 1} == set()


def test_a_renamed_category_redirects_with_its_feed(client, office, language):
    category = office.categories[language][0]
    word, old = WORDS[language][0], category.slug
    base = office.indexes[language].url
    for slug in ("second", "third"):
        category.slug = slug
        category.save()

    for slug in (old, "second"):
        response = client.get(f"{base}{word}/{slug}/?page=1")
        assert (response.status_code, response["Location"]) == (301, f"{base}{word}/third/?page=1")
        feed = client.get(f"{base}{word}/{slug}/rss.xml")
        assert feed["Location"] == f"{base}{word}/third/rss.xml"
    category.delete()
    assert client.get(f"{base}{word}/second/").status_code == 410
    assert client.get(f"{base}{word}/third/").status_code == 410
    assert client.get(f"{base}{word}/never/").status_code == 404


def test_a_slug_that_is_used_again_belongs_to_its_new_owner(client, office):
    first, second = office.categories["en"][:2]
    make_statement(office, categories=[first, second])
    old = first.slug
    first.slug = "renamed"
    first.save()
    second.slug = old
    second.save()

    assert client.get(f"/news/category/{old}/").status_code == 200
