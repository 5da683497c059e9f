"""How is a page that is not a statement written for partners?"""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from home.models import HomePage, OfficeSettings, StandardPage
from newsroom.models import NewsIndexPage
from newsroom.partners.api import bodies
from newsroom.partners.api.documents import API_PATH, translation
from newsroom.partners.api.html import html_of
from newsroom.partners.api.references import Found, Wanted, collect, images, load
from newsroom.partners.api.sites import Place, places_for
from newsroom.translation.locales import language_of

KINDS = {HomePage: "home", StandardPage: "standard", NewsIndexPage: "news_index"}


def draft_document(draft: Page, request: HttpRequest, *, place: Place) -> dict:
    """Return a page that is not saved so as partners get it."""
    (document,) = page_documents(
        [draft], request, place=place, with_body=True, specific={draft.pk: draft}
    )
    return document


def page_documents(
    pages: list[Page],
    request: HttpRequest,
    *,
    place: Place,
    with_body: bool,
    specific: dict[int, Page] | None = None,
) -> list[dict]:
    """Return public pages as partners get them; a fixed number of queries for any number."""
    specific = specific or _specific(pages)
    wanted = Wanted(keys={page.translation_key for page in pages})
    for page in specific.values():
        if with_body:
            collect(_raw(page), wanted=wanted)
        wanted.images.add(getattr(page, "portrait_id", None) or 0)
    parents = {page.pk: page.path[: -page.steplen] for page in pages}
    ids = _ids(parents.values())
    wanted.pages |= set(ids.values())
    found = load(wanted, places=places_for(request), root_url=place.root_url)
    return [
        _document(
            specific[page.pk],
            place=place,
            found=found,
            parent=ids.get(parents[page.pk]),
            with_body=with_body,
        )
        for page in pages
    ]


def logos(offices: Iterable[OfficeSettings], *, root_url: str) -> dict[int, dict]:
    """Return the offices' logos as partners get them, by site. One query for all."""
    chosen = {office.site_id: office for office in offices if office.logo_id is not None}
    found = images({office.logo_id for office in chosen.values()}, root_url=root_url)
    return {
        site_id: {
            **found[office.logo_id],
            "alt": office.logo_alt_en,
            "decorative": False,
            "caption": "",
        }
        for site_id, office in chosen.items()
        if office.logo_id in found
    }


def _portrait(page: Page, *, found: Found) -> dict | None:
    picture = found.images.get(getattr(page, "portrait_id", None) or 0)
    if picture is None:
        return None
    return {**picture, "alt": page.portrait_alt, "decorative": False, "caption": ""}


def _specific(pages: list[Page]) -> dict[int, Page]:
    """Return the pages as what they are, one query for each kind."""
    found: dict[int, Page] = {}
    for model in KINDS:
        found |= model.objects.in_bulk(
            [page.pk for page in pages if page.cached_content_type.model_class() is model]
        )
    return found


def _ids(paths) -> dict[str, int]:
    return dict(Page.objects.filter(path__in=set(paths)).values_list("path", "pk"))


def _raw(page: Page) -> list[dict]:
    """Return the body's raw blocks; the home page's words about the member are one."""
    if isinstance(page, StandardPage):
        return list(page.body.raw_data)
    if isinstance(page, HomePage) and page.about:
        heading = page.about_heading
        blocks = [{"type": "paragraph", "id": "about", "value": page.about}]
        if heading:
            value = {"text": heading, "level": "2"}
            blocks.insert(0, {"type": "heading", "id": "about-heading", "value": value})
        return blocks
    return []


def _document(
    page: Page, *, place: Place, found: Found, parent: int | None, with_body: bool
) -> dict:
    path = place.html_path(page)
    updated = page.last_published_at
    document = {
        "id": page.pk,
        "type": KINDS[type(page)],
        "language": language_of(page),
        "title": page.title,
        "introduction": page.introduction,
        "url": place.root_url + path,
        "html_path": path,
        "api_url": f"{place.root_url}{API_PATH}/pages/{page.pk}/",
        "image": _portrait(page, found=found),
        "parent_id": parent if parent in found.pages else None,
        "updated_at": timezone.localtime(updated).isoformat() if updated else None,
        "translations": [
            translation(row, root_url=place.root_url, kind="pages")
            for row in found.translations(key=page.translation_key, page_id=page.pk)
        ],
    }
    if with_body:
        around = bodies.Surroundings.of(found, root_url=place.root_url)
        written = bodies.blocks(_raw(page), around=around)
        html = html_of(written, language=document["language"])
        document["body"] = {"blocks": written, "html": html}
    return document
