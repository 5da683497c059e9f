"""Documents of home pages, standard pages and news indexes as the API returns them."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from home.models import HomePage, OfficeSettings, StandardPage
from newsroom.languages.configured import default_language
from newsroom.models import NewsIndexPage
from newsroom.partners.api import bodies
from newsroom.partners.api.body_html import render_html
from newsroom.partners.api.documents import API_PATH, translation_document
from newsroom.partners.api.references import (
    LoadedReferences,
    ReferenceIds,
    collect_references,
    load_images,
    load_references,
)
from newsroom.partners.api.rows import RawBlocks
from newsroom.partners.api.sites import PublicSite, site_directory
from newsroom.translation.locales import language_of

KINDS: dict[type[Page], str] = {
    HomePage: "home",
    StandardPage: "standard",
    NewsIndexPage: "news_index",
}
Document = dict[str, object]


def draft_document(draft: Page, request: HttpRequest, *, site: PublicSite) -> Document:
    """Return the document of an unsaved draft."""
    (document,) = page_documents(
        [draft], request, site=site, with_body=True, specific={draft.pk: draft}
    )
    return document


def page_documents(
    pages: list[Page],
    request: HttpRequest,
    *,
    site: PublicSite,
    with_body: bool,
    specific: dict[int, Page] | None = None,
) -> list[Document]:
    """Return the documents of public pages. The number of queries is constant."""
    specific = specific or _specific_pages(pages)
    references = ReferenceIds(translation_keys={page.translation_key for page in pages})
    for page in specific.values():
        if with_body:
            collect_references(_raw_blocks(page), references=references)
        references.images.add(getattr(page, "portrait_id", None) or 0)
    parent_paths = {page.pk: page.path[: -page.steplen] for page in pages}
    parent_ids = _ids_by_path(parent_paths.values())
    references.pages |= set(parent_ids.values())
    loaded = load_references(references, directory=site_directory(request), root_url=site.root_url)
    return [
        _document(
            specific[page.pk],
            site=site,
            loaded=loaded,
            parent_id=parent_ids.get(parent_paths[page.pk]),
            with_body=with_body,
        )
        for page in pages
    ]


def logos(offices: Iterable[OfficeSettings], *, root_url: str) -> dict[int, Document]:
    """Return the documents of the offices' logos, by site. One query."""
    with_logo = {office.site_id: office for office in offices if office.logo_id is not None}
    images = load_images({office.logo_id for office in with_logo.values()}, root_url=root_url)
    return {
        site_id: {
            **images[office.logo_id],
            "alt": getattr(office, f"logo_alt_{default_language()}"),
            "decorative": False,
            "caption": "",
        }
        for site_id, office in with_logo.items()
        if office.logo_id in images
    }


def _portrait(page: Page, *, loaded: LoadedReferences) -> Document | None:
    picture = loaded.images.get(getattr(page, "portrait_id", None) or 0)
    if picture is None:
        return None
    return {**picture, "alt": page.portrait_alt, "decorative": False, "caption": ""}


def _specific_pages(pages: list[Page]) -> dict[int, Page]:
    """Return the specific pages by id. One query for each kind."""
    specific: dict[int, Page] = {}
    for model in KINDS:
        specific |= model.objects.in_bulk(
            [page.pk for page in pages if page.cached_content_type.model_class() is model]
        )
    return specific


def _ids_by_path(paths: Iterable[str]) -> dict[str, int]:
    return dict(Page.objects.filter(path__in=set(paths)).values_list("path", "pk"))


def _raw_blocks(page: Page) -> RawBlocks:
    """Return the stored blocks of a body; the home page's text about the member is one block."""
    if isinstance(page, StandardPage):
        return list(page.body.raw_data)
    if isinstance(page, HomePage) and page.about:
        blocks: RawBlocks = [{"type": "paragraph", "id": "about", "value": page.about}]
        if page.about_heading:
            value = {"text": page.about_heading, "level": "2"}
            blocks.insert(0, {"type": "heading", "id": "about-heading", "value": value})
        return blocks
    return []


def _document(
    page: Page,
    *,
    site: PublicSite,
    loaded: LoadedReferences,
    parent_id: int | None,
    with_body: bool,
) -> Document:
    path = site.html_path(page)
    updated = page.last_published_at
    document: Document = {
        "id": page.pk,
        "type": KINDS[type(page)],
        "language": language_of(page),
        "title": page.title,
        "introduction": page.introduction,
        "url": site.root_url + path,
        "html_path": path,
        "api_url": f"{site.root_url}{API_PATH}/pages/{page.pk}/",
        "image": _portrait(page, loaded=loaded),
        "parent_id": parent_id if parent_id in loaded.pages else None,
        "updated_at": timezone.localtime(updated).isoformat() if updated else None,
        "translations": [
            translation_document(row, root_url=site.root_url, kind="pages")
            for row in loaded.translations(key=page.translation_key, page_id=page.pk)
        ],
    }
    if with_body:
        body_context = bodies.BodyContext.for_site(loaded, root_url=site.root_url)
        blocks = bodies.render_blocks(_raw_blocks(page), context=body_context)
        html = render_html(blocks, language=language_of(page))
        document["body"] = {"blocks": blocks, "html": html}
    return document
