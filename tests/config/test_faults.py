"""No fault of a file, a template or a side query takes down a page that shows others.

The faults are generated: each public address is asked once to list the queries, templates, blocks
and file operations that it takes, and then once for each of them, which fails.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import ProgrammingError, connection
from django.template.loader_tags import IncludeNode
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.blocks import Block

from home.models import StandardPage
from newsroom.addresses.citations import encode_citation
from newsroom.media.pictures import picture_from_renditions
from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, ArticleTopic, NewsroomRendition, Topic
from newsroom.translation.written_language import record_written_language
from newsroom.worker.jobs import failed_heartbeats, overdue_heartbeats
from newsroom.worker.left_out_parts import parts_left_out
from tests.browser.content import every_block
from tests.factories import make_image, make_ready_image, make_statement

WORDS = "Words of the first statement"


def make_front(office) -> dict[str, ArticlePage]:
    """Make three statements in each language, one of which has every block."""
    made = {}
    for language in ("en", "cy"):
        image = make_ready_image()
        locale = office.indexes[language].locale
        topic = Topic.objects.create(site=office.site, locale=locale, name="Rivers", slug="rivers")
        pages = [
            make_statement(
                office,
                language=language,
                title=f"Title {number}",
                summary=f"{WORDS} {number}",
                categories=office.categories[language][:1],
                lead_image=image,
                lead_image_alt="A bridge",
            )
            for number in range(3)
        ]
        for page in pages:
            ArticleTopic.objects.create(page=page, topic=topic)
            record_written_language(page, "")
        first = pages[1]
        blocks = every_block(language=language, wide=image, tall=image, related=[pages[2].pk])
        link = f'<p>{WORDS} <a linktype="page" id="{pages[0].pk}">link</a></p>'
        first.body = [{"type": "paragraph", "value": link}, *blocks]
        first.save()
        office.homes[language].add_child(
            instance=StandardPage(
                title="About", slug="about-us", locale=locale, body=[blocks[0], blocks[1]]
            )
        )
        record_written_language(first, "")
        made[language] = ArticlePage.objects.get(pk=first.pk)
    return made


pytestmark = [pytest.mark.office_content(make_front, "front"), pytest.mark.faults]


@pytest.fixture
def front(office, office_content):
    return office_content


@pytest.fixture
def visitor(monkeypatch) -> Client:
    for name in ("newsroom", "config", "django.request"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
    logging.getLogger("newsroom.faults.parts").disabled = True
    return Client(raise_request_exception=False)


def addresses(office, page: ArticlePage, language: str) -> dict[str, tuple[str, int]]:
    """Return each kind of public address, and how many of its queries it cannot be without."""
    index = office.indexes[language].url
    standard = StandardPage.objects.get(slug="about-us", locale=office.homes[language].locale)
    with translation.override(language):
        embed = reverse("newsroom_embed_statements")
    found = {
        "statement": (page.url, 8),
        "home": (office.homes[language].url, 8),
        "list": (index, 11),
    }
    if language == "cy":
        citation = encode_citation(page.translation_key)
        found |= {
            "standard": (standard.url, 9),
            "rss": (f"{index}rss.xml", 9),
            "json feed": (f"{index}feed.json", 9),
            "atom": (f"{index}atom.xml", 9),
            "corrections": (f"{index}cywiriadau/", 10),
            "embed": (embed, 5),
            "oembed": (f"/oembed?url={page.full_url}", 3),
            "sitemap": ("/sitemap.xml", 6),
            "versions": (f"/s/{citation}/cy/v/", 6),
            "api statement": (f"/api/v1/statements/{page.pk}/", 6),
            "api list": ("/api/v1/statements/", 6),
            "api pages": ("/api/v1/pages/", 12),
        }
    return found


@contextmanager
def failing_query(number: int) -> Iterator[None]:
    """Let the query with this number fail, from 0."""
    left = iter(range(10_000))

    def execute(run: Callable[..., object], sql: str, *arguments: object) -> object:
        if next(left) == number:
            raise ProgrammingError(f"injected into: {sql[:300]}")
        return run(sql, *arguments)

    with connection.execute_wrapper(execute):
        yield


def check(response, *, kind: str, fault: str) -> bool:
    """Check that an answer is a page, or 503; return whether it is the latter."""
    assert response.status_code in (200, 503), (kind, fault, response.status_code)
    if response.status_code == 503:
        assert response["Retry-After"], (kind, fault)
        assert "no-store" in response["Cache-Control"], (kind, fault)
    return response.status_code == 503


def test_a_failing_query_takes_down_no_page(visitor, office, front, language, left_out_parts):
    for kind, (address, main_queries) in addresses(office, front[language], language).items():
        visitor.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = visitor.get(address)
        assert response.status_code == 200, (kind, address, response.status_code)
        refused = []
        for number, query in enumerate(captured):
            left_out_parts.clear()
            with failing_query(number):
                answer = visitor.get(address)
            if check(answer, kind=kind, fault=query["sql"][:300]):
                refused.append(query["sql"][-150:])
            elif left_out_parts:
                assert answer["Cache-Control"] in ("public, max-age=10", "no-store"), kind
                assert not answer.has_header("ETag"), kind
                assert kind != "statement" or WORDS in answer.text
        assert len(refused) <= main_queries, (kind, refused)


def _block_template(block: Block, *args: object) -> str | None:
    template = getattr(block.meta, "template", None)
    return f"block {template}" if template else None


def _media_file(operation: str, storage: FileSystemStorage, name: str, *args: object) -> str | None:
    return f"{operation} {name}" if type(storage) is FileSystemStorage else None


@contextmanager
def watching(monkeypatch, names: list[str], *, fails: str | None = None) -> Iterator[None]:
    """Record the names of templates, blocks and file operations; let one of them fail."""

    def watch(owner: type, method: str, name: Callable[..., str | None]) -> None:
        original = getattr(owner, method)

        def call(self, *args, **kwargs):
            called = name(self, *args)
            if called is not None:
                names.append(called)
                if called == fails:
                    raise OSError(f"injected into {called}")
            return original(self, *args, **kwargs)

        patch.setattr(owner, method, call)

    with monkeypatch.context() as patch:
        watch(Block, "render", _block_template)
        watch(IncludeNode, "render", lambda node, *args: f"template {node.template}")
        for operation in ("_open", "size", "exists", "url"):
            watch(FileSystemStorage, operation, partial(_media_file, operation))
        yield


def test_a_failing_template_block_or_file_takes_down_no_page(
    visitor, office, front, language, monkeypatch
):
    failed: list[tuple[str, str]] = []
    for kind, (address, _main) in addresses(office, front[language], language).items():
        names: list[str] = []
        with watching(monkeypatch, names):
            assert visitor.get(address).status_code == 200
        for name in dict.fromkeys(names):
            with watching(monkeypatch, [], fails=name):
                answer = visitor.get(address)
            if answer.status_code != 200:
                failed.append((kind, name))
            if kind == "statement" and "paragraph" not in name:
                assert WORDS in answer.text, name
    assert failed == []


def test_pages_are_shown_without_pictures_that_are_gone(visitor, office, front, language):
    page = front[language]
    for rendition in NewsroomRendition.objects.all():
        rendition.file.storage.delete(rendition.file.name)
    page.lead_image.file.storage.delete(page.lead_image.file.name)
    for kind, (address, _main) in addresses(office, page, language).items():
        assert visitor.get(address).status_code == 200, kind
    NewsroomRendition.objects.all().delete()
    for kind, (address, _main) in addresses(office, page, language).items():
        assert visitor.get(address).status_code == 200, kind
    assert picture_from_renditions(page.lead_image) is None


@pytest.mark.django_db
def test_an_empty_rendition_is_not_kept(monkeypatch):
    image = make_image(size=(60, 40))
    write = FileSystemStorage._save
    monkeypatch.setattr(
        FileSystemStorage, "_save", lambda self, name, content: write(self, name, ContentFile(b""))
    )
    with pytest.raises(OSError, match="empty file"):
        prepare_image(image)
    monkeypatch.undo()
    assert NewsroomRendition.objects.count() == 0
    prepare_image(image)
    sizes = [row.file.size for row in NewsroomRendition.objects.all()]
    assert sizes
    assert all(sizes)


def test_a_page_that_lacks_a_part_is_stored_for_seconds_only(
    visitor, office, front, settings, monkeypatch, left_out_parts
):
    settings.PAGE_CACHE_BYTES = 10_000_000
    address = front["en"].url
    with watching(monkeypatch, [], fails="block blocks/quotation/template.html"):
        lacking = visitor.get(address)
    assert "part-quotation" not in lacking.text
    assert not lacking.has_header("ETag")
    assert lacking["Cache-Control"] == "public, max-age=10"
    assert left_out_parts[0].page == front["en"].pk
    # Another reader gets the stored answer, until it is ten seconds old.
    assert "part-quotation" not in visitor.get(address).text
    monkeypatch.setattr("newsroom.caching.page_store.ERROR_SECONDS", 0)
    whole = visitor.get(address)
    assert "part-quotation" in whole.text
    assert whole["ETag"]


def test_operators_are_told_once_of_a_part_that_fails(
    visitor, office, front, monkeypatch, settings, caplog
):
    settings.READINESS_TOKEN = "secret"
    logging.getLogger("newsroom.faults.parts").disabled = False
    for _number in range(3):
        with watching(monkeypatch, [], fails="block blocks/quotation/template.html"):
            visitor.get(front["en"].url)
    assert len([row for row in caplog.records if row.name == "newsroom.faults.parts"]) == 1
    report = parts_left_out()
    assert "quotation" in report
    assert f"of page {front['en'].pk} (OSError)" in report
    assert [beat.failure for beat in failed_heartbeats() if beat.job == "page_parts"] == [report]
    assert overdue_heartbeats() == []
    ready = visitor.get("/readyz", headers={"Authorization": "Bearer secret"})
    assert json.loads(ready.content)["checks"]["pages"] == report
