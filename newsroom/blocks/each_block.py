"""The pass over the blocks of a body that leaves out those that fail, for pages and feeds."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from wagtail.blocks import StreamValue

from newsroom.faults.parts import may_be_left_out

Result = TypeVar("Result")


def for_each_block(
    body: StreamValue,
    use: Callable[[StreamValue.StreamChild], Result],
    *,
    page: int | None,
) -> Iterator[Result]:
    """Yield what `use` returns for each block; a block for which it fails is left out.

    `page` is the number of the page that is reported with a failure.
    """
    for number, stored in enumerate(body.raw_data):
        with may_be_left_out(stored["type"], page=page, block=str(stored.get("id") or number)):
            yield use(body[number])
