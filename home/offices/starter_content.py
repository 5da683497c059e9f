"""What does a new site hold before its editors write: standard pages and menus in two languages?"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from home.models import HomePage, Navigation, StandardPage
from home.offices.plaintext import Resources, read_body, typographic
from home.offices.provisioning import Office
from newsroom.models import TranslationOrigin


@dataclass(frozen=True, kw_only=True)
class PageWords:
    """One standard page's words in one language; `body` follows `home.offices.plaintext`."""

    title: str
    slug: str
    introduction: str
    body: str


@dataclass(frozen=True, kw_only=True)
class PagePair:
    """A standard page in both languages; `key` is the name by which menus mean it.

    A draft has something for the office to add before readers may see it.
    """

    key: str
    words: dict[str, PageWords]
    is_draft: bool = False


def read_pages(folder: Path, *, fill: Callable[[str], str] = str) -> list[PagePair]:
    """Return the pages written in the folder's TOML files; `fill` completes each text."""
    pairs = []
    for path in sorted(folder.glob("*.toml")):
        written = tomllib.loads(fill(path.read_text(encoding="utf-8")))
        words = {
            language: PageWords(
                title=typographic(written[language]["title"]),
                slug=written[language]["slug"],
                introduction=typographic(written[language].get("introduction", "")),
                body=written[language]["body"],
            )
            for language in ("en", "cy")
        }
        pairs.append(PagePair(key=path.stem, words=words, is_draft=written.get("draft", False)))
    return pairs


def create_standard_pages(
    office: Office, pairs: list[PagePair], *, resources: Mapping[str, Resources] | None = None
) -> dict[str, dict[str, StandardPage]]:
    """Add standard pages beneath both homes, drafts as such; returns them by key and language."""
    made: dict[str, dict[str, StandardPage]] = {}
    for pair in pairs:
        made[pair.key] = {}
        for language, words in pair.words.items():
            known = resources[language] if resources else Resources()
            page = StandardPage(
                title=words.title,
                slug=words.slug,
                introduction=words.introduction,
                locale=office.homes[language].locale,
            )
            page.body = StandardPage.body.field.to_python(
                read_body(words.body, resources=known, seed=f"{pair.key} {language}")
            )
            if made[pair.key]:
                page.translation_key = made[pair.key]["en"].translation_key
            add = draft_beneath if pair.is_draft else publish_beneath
            made[pair.key][language] = add(office.homes[language], page)
        record_origin(made[pair.key]["cy"], source=made[pair.key]["en"])
    return made


def publish_beneath(home: HomePage, page: StandardPage) -> StandardPage:
    """Add `page` beneath `home` with its first revision, public from now on."""
    page.first_published_at = page.last_published_at = timezone.now()
    home.add_child(instance=page)
    page.live_revision = page.save_revision(clean=False)
    page.has_unpublished_changes = False
    page.save(update_fields=["live_revision", "has_unpublished_changes"], clean=False)
    return page


def draft_beneath(home: HomePage, page: StandardPage) -> StandardPage:
    """Add `page` beneath `home` with its first revision, for editors only."""
    page.live = False
    page.has_unpublished_changes = True
    home.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def record_origin(page, *, source) -> None:
    """Note that `page` says what the latest revision of `source` says."""
    TranslationOrigin.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_id": source.pk,
            "source_revision_id": source.latest_revision_id,
            "source_revision_created_at": source.latest_revision_created_at,
        },
    )


def fill_navigation(
    office: Office, pages: dict[str, dict[str, StandardPage]], *, main: list[str], footer: list[str]
) -> None:
    """Link the pages named in `main` and `footer`; `news` means the index of statements.

    Entries name the English page: readers of Welsh are shown its counterpart. Names without a page
    are left out.
    """
    targets = {key: pair["en"].pk for key, pair in pages.items()}
    targets["news"] = office.indexes["en"].pk
    navigation = Navigation.objects.get(site=office.site)
    for name, keys in (("main_menu", main), ("footer_menu", footer)):
        links = [("link", {"page": targets[key]}) for key in keys if key in targets]
        blocks = [
            {
                "type": kind,
                "value": {"page": link["page"], "url": "", "label_en": "", "label_cy": ""},
            }
            for kind, link in links
        ]
        field = Navigation._meta.get_field(name)
        setattr(navigation, name, field.to_python(blocks))
    navigation.save()
