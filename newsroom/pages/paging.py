"""Which page numbers does a long list offer?"""

from collections.abc import Callable
from dataclasses import dataclass

NEIGHBOURS = 2


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A page of the list; `number` None is a gap between numbers."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """The numbers and their two neighbours; an empty address where there is none."""

    previous_url: str
    next_url: str
    numbers: list[PageLink]


def page_links(*, current: int, count: int, address: Callable[[int], str]) -> PageLinks:
    """Return the first, the last and the pages around the current one, gaps in between."""
    shown = sorted(
        {1, count} | set(range(max(1, current - NEIGHBOURS), min(count, current + NEIGHBOURS) + 1))
    )
    numbers: list[PageLink] = []
    last = 0
    for number in shown:
        if number == last + 2:
            numbers.append(PageLink(number=last + 1, url=address(last + 1), current=False))
        elif number > last + 2:
            numbers.append(PageLink(number=None, url="", current=False))
        numbers.append(PageLink(number=number, url=address(number), current=number == current))
        last = number
    return PageLinks(
        previous_url=address(current - 1) if current > 1 else "",
        next_url=address(current + 1) if current < count else "",
        numbers=numbers if count > 1 else [],
    )
