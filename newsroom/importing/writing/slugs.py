"""Which last part of the address does a new statement get?"""

import re
from collections.abc import Iterable

from django.utils.text import slugify
from wagtail.models import Page

LONGEST = 100
# Parts of an address beneath a news index that are answered by the index itself.
RESERVED = frozenset(
    {"category", "categori", "topic", "pwnc", "feeds", "ffrydiau", "archive", "archif"}
)
_YEAR = re.compile(r"[0-9]{4}")


def slug_for(title: str, *, fallback: str = "statement") -> str:
    """Return ASCII words joined by hyphens, at most 100 characters, cut between words."""
    slug = slugify(title)
    if len(slug) > LONGEST:
        cut = slug[: LONGEST + 1].rpartition("-")[0]
        slug = cut or slug[:LONGEST]
    return slug.strip("-_") or fallback


def unique_slugs(parent: Page, wanted: Iterable[str]) -> list[str]:
    """Return `wanted` with -2, -3 … where another page beneath `parent` has the slug already.

    Two queries at most. Call it while the parent is locked.
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
        while slug in taken or slug in RESERVED or _YEAR.fullmatch(slug):
            number = next_number.get(base, 2)
            next_number[base] = number + 1
            slug = f"{base}-{number}"
        taken.add(slug)
        slugs.append(slug)
    return slugs
