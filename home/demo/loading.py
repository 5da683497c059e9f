"""How does the demo get into the database: whole, or not at all?"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from home.demo.media import LOGO, Library, drawn_pictures, files_taken_back_on_failure, fill_library
from home.demo.people import create_people, write_down
from home.demo.pictures import PICTURES
from home.demo.words import (
    CONTENT,
    PUBLISHED,
    SCHEDULED,
    OfficeWords,
    Statement,
    read_office,
    read_statements,
)
from home.models import OfficeSettings
from home.offices.plaintext import read_body, rich_text
from home.offices.provisioning import CategoryWords, Office, create_office
from home.offices.starter_content import (
    create_standard_pages,
    fill_navigation,
    read_pages,
    record_origin,
)
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, Category, Topic, TranslationOrigin

MORNING = datetime.time(9, 30)
DAYS_AHEAD = 5


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Primary keys of categories and topics by language and by their names in the files."""

    categories: dict[str, dict[str, int]]
    topics: dict[str, dict[str, int]]


def load(*, hostname: str, port: int, tell: Callable[[str], None]) -> Office:
    """Make the invented office and everything in it, in one transaction."""
    words, statements = read_office(), read_statements()
    tell(f"Drawing {len(PICTURES)} pictures…")
    files = drawn_pictures(member=words.settings["name_en"])
    with files_taken_back_on_failure() as written, transaction.atomic():
        tell("Making the office, its pages and its menus…")
        office = create_office(
            hostname=hostname,
            port=port,
            settings=words.settings,
            categories=[CategoryWords(**term.name) for term in words.categories],
            is_default=True,
        )
        library = fill_library(files, collection=office.collection, written=written)
        _decorate(office, words, library)
        terms = _terms(office, words)
        _standard_pages(office, words, library)
        tell(f"Writing {len(statements)} statements in English and Welsh…")
        _statements(office, statements, terms=terms, library=library)
        logins = create_people(office)
    write_down(logins)
    return office


def _decorate(office: Office, words: OfficeWords, library: Library) -> None:
    """Give the settings their logo and the home pages their words and picture."""
    settings = OfficeSettings.objects.get(site=office.site)
    settings.logo = library.pictures[LOGO]
    settings.save()
    for language, home in office.homes.items():
        text = words.home[language]
        home.introduction = text["introduction"]
        home.about_heading = text["about_heading"]
        home.about = "".join(rich_text(part) for part in text["about"].strip().split("\n\n"))
        home.portrait = library.pictures["emblem"]
        home.portrait_alt = getattr(PICTURES["emblem"], f"alt_{language}")
        home.search_description = text["introduction"]
        home.save(clean=False)
        home.save_revision(clean=False).publish()
        index = office.indexes[language]
        index.introduction = text["news"]
        index.save(clean=False)
        index.save_revision(clean=False).publish()
    record_origin(office.homes["cy"], source=office.homes["en"])
    record_origin(office.indexes["cy"], source=office.indexes["en"])


def _terms(office: Office, words: OfficeWords) -> Terms:
    categories: dict[str, dict[str, int]] = {"en": {}, "cy": {}}
    topics: dict[str, dict[str, int]] = {"en": {}, "cy": {}}
    for language, home in office.homes.items():
        for term, row in zip(words.categories, office.categories[language], strict=True):
            row.description = term.description[language]
            row.save(update_fields=["description"])
            categories[language][term.key] = row.pk
        for term in words.topics:
            row = Topic(
                site=office.site,
                locale=home.locale,
                name=term.name[language],
                slug=slugify(term.name[language]),
                description=term.description[language],
            )
            if language == "cy":
                row.translation_key = Topic.objects.get(pk=topics["en"][term.key]).translation_key
            row.save()
            topics[language][term.key] = row.pk
    return Terms(categories=categories, topics=topics)


def _standard_pages(office: Office, words: OfficeWords, library: Library) -> None:
    resources = {language: library.resources(language) for language in ("en", "cy")}
    pages = create_standard_pages(office, read_pages(CONTENT / "pages"), resources=resources)
    fill_navigation(office, pages, main=words.main_menu, footer=words.footer_menu)


def _statements(
    office: Office, statements: list[Statement], *, terms: Terms, library: Library
) -> None:
    """Write the published statements in bulk, then those that an editor still works on."""
    published = [each for each in statements if each.status == PUBLISHED]
    ids: dict[str, dict[str, int]] = {"en": {}, "cy": {}}
    for language, index in office.indexes.items():
        for batch in _batches([each for each in published if language in each.words]):
            rows = [
                _row(each, language, terms=terms, library=library, ids=ids[language])
                for each in batch
            ]
            made = create_statements(index, rows)
            ids[language].update(zip((each.key for each in batch), made, strict=True))
    _record_origins(published, ids)
    for each in statements:
        if each.status != PUBLISHED:
            _unpublished(office, each, terms=terms, library=library)


def _batches(statements: list[Statement]) -> Iterator[list[Statement]]:
    """Yield runs of statements, oldest first; one that shows others begins a new run.

    Those others, always older, have their numbers by then.
    """
    run: list[Statement] = []
    for statement in statements:
        if statement.names_others and run:
            yield run
            run = []
        run.append(statement)
    yield run


def _row(
    statement: Statement, language: str, *, terms: Terms, library: Library, ids: dict[str, int]
) -> StatementRow:
    words = statement.words[language]
    resources = library.resources(language, statements=ids)
    moment = timezone.make_aware(datetime.datetime.combine(statement.date, MORNING))
    picture = PICTURES.get(statement.picture)
    return StatementRow(
        title=words.title,
        date=statement.date,
        body=read_body(words.body, resources=resources, seed=f"{statement.key} {language}"),
        summary=words.summary,
        categories=[terms.categories[language][key] for key in statement.categories],
        topics=[terms.topics[language][key] for key in statement.topics],
        lead_image_id=library.pictures[statement.picture].pk if picture else None,
        lead_image_alt=getattr(picture, f"alt_{language}") if picture else "",
        lead_image_caption=words.caption,
        first_published_at=moment,
        translation_key=statement.translation_key,
    )


def _record_origins(statements: list[Statement], ids: dict[str, dict[str, int]]) -> None:
    """Note for each translation the revision of its source, in one insert."""
    pages = {
        page.pk: page
        for page in Page.objects.filter(content_type=ContentType.objects.get_for_model(ArticlePage))
    }
    origins = []
    for statement in statements:
        if len(statement.words) < 2:
            continue
        other = "cy" if statement.source == "en" else "en"
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


def _unpublished(office: Office, statement: Statement, *, terms: Terms, library: Library) -> None:
    """Leave a statement as an editor would: as a draft, or with its hour of publication set."""
    made: dict[str, ArticlePage] = {}
    today = timezone.localdate()
    for language, words in statement.words.items():
        row = _row(statement, language, terms=terms, library=library, ids={})
        page = ArticlePage(
            title=words.title,
            date=today,
            summary=words.summary,
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
        made[language] = page
    if len(made) == 2:
        other = "cy" if statement.source == "en" else "en"
        record_origin(made[other], source=made[statement.source])
