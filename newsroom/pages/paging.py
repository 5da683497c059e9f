"""Links to the pages of a long list."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator

NEIGHBOURS = 2


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A link to a page of the list. `number` is None for a gap between numbers."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class PageLinks:
    """The page numbers, and the addresses of the previous and next page.

    An address is empty where there is no such page.
    """

    previous_url: str
    next_url: str
    numbers: list[PageLink]


def page_links(*, current: int, count: int, address: Callable[[int], str]) -> PageLinks:
    """Return links to the first, the last and the pages around the current one."""
    paginator = Paginator(range(count), per_page=1)
    shown = (
        paginator.get_elided_page_range(current, on_each_side=NEIGHBOURS, on_ends=1)
        if count > 1
        else ()
    )
    return PageLinks(
        previous_url=address(current - 1) if current > 1 else "",
        next_url=address(current + 1) if current < count else "",
        numbers=[
            PageLink(number=None, url="", current=False)
            if number == paginator.ELLIPSIS
            else PageLink(number=number, url=address(number), current=number == current)
            for number in shown
        ],
    )
