"""Slugs of new statements and terms."""

from collections.abc import Iterable

from django.utils.text import slugify
from wagtail.models import Page

from newsroom.addresses.routes import slug_is_reserved

MAX_CHARACTERS = 100
# Not given to imported statements, beside the slugs that the index answers itself.
_ARCHIVE_SLUGS = frozenset({"archive", "archif"})


def slug_for(title: str, *, fallback: str = "statement") -> str:
    """Return ASCII words joined by hyphens, at most 100 characters, cut between words."""
    slug = slugify(title)
    if len(slug) > MAX_CHARACTERS:
        cut = slug[: MAX_CHARACTERS + 1].rpartition("-")[0]
        slug = cut or slug[:MAX_CHARACTERS]
    return slug.strip("-_") or fallback


def unique_slugs(parent: Page, wanted: Iterable[str]) -> list[str]:
    """Return `wanted` slugs, each with -2, -3 … appended where it is reserved or in use.

    Takes two queries at most. `parent` must be locked.
    """
    wanted = list(wanted)
    siblings = Page.objects.child_of(parent)
    taken = set(siblings.filter(slug__in=set(wanted)).values_list("slug", flat=True))
    if taken or len(set(wanted)) < len(wanted):
        taken = set(siblings.values_list("slug", flat=True))
    slugs: list[str] = []
    next_number: dict[str, int] = {}
    for base in wanted:
        slug = base
        while slug in taken or slug in _ARCHIVE_SLUGS or slug_is_reserved(slug):
            number = next_number.get(base, 2)
            next_number[base] = number + 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
