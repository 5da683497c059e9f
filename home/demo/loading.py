"""Loading of the demo into the database, in one transaction."""

import datetime
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from home.demo.accounts import create_users, write_login_file
from home.demo.content_files import (
    CONTENT,
    LANGUAGES,
    PUBLISHED,
    SCHEDULED,
    OfficeContent,
    Statement,
    read_office,
    read_statements,
)
from home.demo.media import LOGO, MediaLibrary, create_library, delete_files_on_error, draw_pictures
from home.demo.pictures import PICTURES
from home.models import OfficeSettings
from home.offices.plaintext import read_body, rich_text
from home.offices.provisioning import Office, create_office
from home.offices.standard_pages import (
    create_standard_pages,
    read_pages,
    record_origin,
    set_menus,
)
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.languages.configured import default_language, other_language
from newsroom.models import ArticlePage, Category, Topic, TranslationOrigin

MORNING = datetime.time(9, 30)
DAYS_AHEAD = 5


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Primary keys of categories and topics, by language and by their key in the files."""

    categories: dict[str, dict[str, int]]
    topics: dict[str, dict[str, int]]


def load(*, hostname: str, port: int, report: Callable[[str], None]) -> Office:
    """Create the invented office with all its content, in one transaction.

    `report` is called with a line about each step.
    """
    content, statements = read_office(), read_statements()
    report(f"Drawing {len(PICTURES)} pictures…")
    files = draw_pictures(member=content.settings[f"name_{default_language()}"])
    with delete_files_on_error() as written, transaction.atomic():
        report("Making the office, its pages and its menus…")
        office = create_office(
            hostname=hostname,
            port=port,
            settings=content.settings,
            categories=[term.name for term in content.categories],
            is_default=True,
        )
        library = create_library(files, collection=office.collection, written=written)
        _complete_pages(office, content, library)
        terms = _terms(office, content)
        _standard_pages(office, content, library)
        report(f"Writing {len(statements)} statements in English and Welsh…")
        _statements(office, statements, terms=terms, library=library)
        logins = create_users(office)
    write_login_file(logins)
    return office


def _complete_pages(office: Office, content: OfficeContent, library: MediaLibrary) -> None:
    """Set the logo, and the texts and the picture of the home pages and news indexes."""
    settings = OfficeSettings.objects.get(site=office.site)
    settings.logo = library.pictures[LOGO]
    settings.has_checking = True
    settings.save()
    for language, home in office.homes.items():
        text = content.home[language]
        home.introduction = text["introduction"]
        home.about_heading = text["about_heading"]
        home.about = "".join(rich_text(part) for part in text["about"].strip().split("\n\n"))
        home.portrait = library.pictures["emblem"]
        home.portrait_alt = PICTURES["emblem"].alt[language]
        home.search_description = text["introduction"]
        home.save(clean=False)
        home.save_revision(clean=False).publish()
        index = office.indexes[language]
        index.introduction = text["news"]
        index.save(clean=False)
        index.save_revision(clean=False).publish()
    for pages in (office.homes, office.indexes):
        source, *translations = pages.values()
        for translation in translations:
            record_origin(translation, source=source)


def _terms(office: Office, content: OfficeContent) -> Terms:
    categories: dict[str, dict[str, int]] = {code: {} for code in LANGUAGES}
    topics: dict[str, dict[str, int]] = {code: {} for code in LANGUAGES}
    topic_keys: dict[str, uuid.UUID] = {}
    for language, home in office.homes.items():
        for term, row in zip(content.categories, office.categories[language], strict=True):
            row.description = term.description[language]
            row.save(update_fields=["description"])
            categories[language][term.key] = row.pk
        for term in content.topics:
            row = Topic.objects.create(
                site=office.site,
                locale=home.locale,
                translation_key=topic_keys.setdefault(term.key, uuid.uuid4()),
                name=term.name[language],
                slug=slugify(term.name[language]),
                description=term.description[language],
            )
            topics[language][term.key] = row.pk
    return Terms(categories=categories, topics=topics)


def _standard_pages(office: Office, content: OfficeContent, library: MediaLibrary) -> None:
    resources = {language: library.resources(language) for language in LANGUAGES}
    pages = create_standard_pages(office, read_pages(CONTENT / "pages"), resources=resources)
    set_menus(office, pages, main=content.main_menu, footer=content.footer_menu)


def _statements(
    office: Office, statements: list[Statement], *, terms: Terms, library: MediaLibrary
) -> None:
    """Create the published statements in bulk, then the drafts and scheduled ones."""
    published = [each for each in statements if each.status == PUBLISHED]
    ids: dict[str, dict[str, int]] = {code: {} for code in LANGUAGES}
    for language, index in office.indexes.items():
        for batch in _batches([each for each in published if language in each.texts]):
            rows = [
                _row(each, language, terms=terms, library=library, ids=ids[language])
                for each in batch
            ]
            new_ids = create_statements(index, rows)
            ids[language].update(zip((each.key for each in batch), new_ids, strict=True))
    _record_origins(published, ids)
    for each in statements:
        if each.status != PUBLISHED:
            _unpublished(office, each, terms=terms, library=library)


def _batches(statements: list[Statement]) -> Iterator[list[Statement]]:
    """Yield batches of statements, oldest first, so that related statements exist before.

    Related statements are older; a statement that has some begins a new batch.
    """
    batch: list[Statement] = []
    for statement in statements:
        if statement.has_related_statements and batch:
            yield batch
            batch = []
        batch.append(statement)
    yield batch


def _row(
    statement: Statement, language: str, *, terms: Terms, library: MediaLibrary, ids: dict[str, int]
) -> StatementRow:
    text = statement.texts[language]
    resources = library.resources(language, statements=ids)
    moment = timezone.make_aware(datetime.datetime.combine(statement.date, MORNING))
    picture = PICTURES.get(statement.picture)
    return StatementRow(
        title=text.title,
        date=statement.date,
        body=read_body(text.body, resources=resources, seed=f"{statement.key} {language}"),
        summary=text.summary,
        categories=[terms.categories[language][key] for key in statement.categories],
        topics=[terms.topics[language][key] for key in statement.topics],
        lead_image_id=library.pictures[statement.picture].pk if picture else None,
        lead_image_alt=picture.alt[language] if picture else "",
        lead_image_caption=text.caption,
        first_published_at=moment,
        translation_key=statement.translation_key,
    )


def _record_origins(statements: list[Statement], ids: dict[str, dict[str, int]]) -> None:
    """Record for each translation the revision of its source, in one insert."""
    pages = {
        page.pk: page
        for page in Page.objects.filter(content_type=ContentType.objects.get_for_model(ArticlePage))
    }
    origins = []
    for statement in statements:
        if len(statement.texts) < 2:
            continue
        other = other_language(statement.source)
        source = pages[ids[statement.source][statement.key]]
        origins.append(
            TranslationOrigin(
                page_id=ids[other][statement.key],
                source_id=source.pk,
                source_revision_id=source.latest_revision_id,
                source_revision_created_at=source.latest_revision_created_at,
            )
        )
    TranslationOrigin.objects.bulk_create(origins)


def _unpublished(
    office: Office, statement: Statement, *, terms: Terms, library: MediaLibrary
) -> None:
    """Create a draft or a scheduled statement, with the revisions that the editor would make."""
    pages: dict[str, ArticlePage] = {}
    today = timezone.localdate()
    for language, text in statement.texts.items():
        row = _row(statement, language, terms=terms, library=library, ids={})
        page = ArticlePage(
            title=text.title,
            date=today,
            summary=text.summary,
            lead_image_id=row.lead_image_id,
            lead_image_alt=row.lead_image_alt,
            lead_image_caption=row.lead_image_caption,
            locale=office.indexes[language].locale,
            translation_key=statement.translation_key,
            live=False,
            body=ArticlePage.body.field.to_python(list(row.body)),
        )
        if statement.status == SCHEDULED:
            day = today + datetime.timedelta(days=DAYS_AHEAD)
            page.date = day
            page.go_live_at = timezone.make_aware(datetime.datetime.combine(day, MORNING))
        office.indexes[language].add_child(instance=page)
        page.categories = Category.objects.filter(pk__in=row.categories)
        page.article_topics = [
            page.article_topics.model(topic_id=pk, sort_order=order)
            for order, pk in enumerate(row.topics)
        ]
        page.save(clean=False)
        revision = page.save_revision(clean=False)
        if statement.status == SCHEDULED:
            revision.publish()
        pages[language] = page
    if len(pages) == 2:
        other = other_language(statement.source)
        record_origin(pages[other], source=pages[statement.source])
