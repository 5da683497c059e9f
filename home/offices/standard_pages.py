"""The standard pages and menus that a new site starts with."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from wagtail.models import Page

from home.models import HomePage, Navigation, StandardPage
from home.models.office import fields_in_all_languages
from home.offices.plaintext import Resources, read_body, smart_quotes
from home.offices.provisioning import Office
from newsroom.languages.configured import default_language, language_codes
from newsroom.models import TranslationOrigin


@dataclass(frozen=True, kw_only=True)
class PageText:
    """A standard page's texts in one language; `body` is in the markup of `plaintext`."""

    title: str
    slug: str
    introduction: str
    body: str


@dataclass(frozen=True, kw_only=True)
class StandardPageTexts:
    """The texts of a standard page by language; menus refer to it by `key`.

    A draft has parts that the office must complete before publication.
    """

    key: str
    texts: dict[str, PageText]
    is_draft: bool = False


def read_pages(folder: Path, *, fill: Callable[[str], str] = str) -> list[StandardPageTexts]:
    """Return the pages in the folder's TOML files; `fill` replaces their placeholders."""
    pages = []
    for path in sorted(folder.glob("*.toml")):
        written = tomllib.loads(fill(path.read_text(encoding="utf-8")))
        texts = {
            language: PageText(
                title=smart_quotes(written[language]["title"]),
                slug=written[language]["slug"],
                introduction=smart_quotes(written[language].get("introduction", "")),
                body=written[language]["body"],
            )
            for language in language_codes()
        }
        pages.append(
            StandardPageTexts(key=path.stem, texts=texts, is_draft=written.get("draft", False))
        )
    return pages


def create_standard_pages(
    office: Office,
    contents: list[StandardPageTexts],
    *,
    resources: Mapping[str, Resources] | None = None,
) -> dict[str, dict[str, StandardPage]]:
    """Add standard pages below the home pages; returns them by key and language."""
    pages: dict[str, dict[str, StandardPage]] = {}
    for content in contents:
        pages[content.key] = {}
        for language, text in content.texts.items():
            named = resources[language] if resources else Resources()
            page = StandardPage(
                title=text.title,
                slug=text.slug,
                introduction=text.introduction,
                locale=office.homes[language].locale,
            )
            page.body = StandardPage.body.field.to_python(
                read_body(text.body, resources=named, seed=f"{content.key} {language}")
            )
            if pages[content.key]:
                page.translation_key = next(iter(pages[content.key].values())).translation_key
            add = add_draft if content.is_draft else add_published
            pages[content.key][language] = add(office.homes[language], page)
        source, *translations = pages[content.key].values()
        for translation in translations:
            record_origin(translation, source=source)
    return pages


def add_published(home: HomePage, page: StandardPage) -> StandardPage:
    """Add `page` below `home`, published, with its first revision."""
    page.first_published_at = page.last_published_at = timezone.now()
    home.add_child(instance=page)
    page.live_revision = page.save_revision(clean=False)
    page.has_unpublished_changes = False
    page.save(update_fields=["live_revision", "has_unpublished_changes"], clean=False)
    return page


def add_draft(home: HomePage, page: StandardPage) -> StandardPage:
    """Add `page` below `home` as a draft with its first revision."""
    page.live = False
    page.has_unpublished_changes = True
    home.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def record_origin(page: Page, *, source: Page) -> None:
    """Record that `page` is a translation of the latest revision of `source`."""
    TranslationOrigin.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_id": source.pk,
            "source_revision_id": source.latest_revision_id,
            "source_revision_created_at": source.latest_revision_created_at,
        },
    )


def set_menus(
    office: Office, pages: dict[str, dict[str, StandardPage]], *, main: list[str], footer: list[str]
) -> None:
    """Set both menus to the pages with the keys in `main` and `footer`; `news` is the news index.

    Entries refer to the page in the default language; readers of another language see its
    translation. Keys without a page are skipped.
    """
    targets = {key: translations[default_language()].pk for key, translations in pages.items()}
    targets["news"] = office.indexes[default_language()].pk
    labels = dict.fromkeys(fields_in_all_languages("label"), "")
    navigation = Navigation.objects.get(site=office.site)
    for name, keys in (("main_menu", main), ("footer_menu", footer)):
        links = [{"page": targets[key]} for key in keys if key in targets]
        blocks = [
            {
                "type": "link",
                "value": {**link, "url": "", **labels},
            }
            for link in links
        ]
        field = Navigation._meta.get_field(name)
        setattr(navigation, name, field.to_python(blocks))
    navigation.save()
