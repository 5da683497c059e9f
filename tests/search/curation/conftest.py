"""What do the tests of curation share? A process that begins without anything curated."""

from collections.abc import Iterator

import pytest

from search.curation import state_tokens


@pytest.fixture(autouse=True)
def _begin_without() -> Iterator[None]:
    """Leave nothing in this process to the next test: the rows are rolled back."""
    yield
    for load in state_tokens._loaders.values():
        load("")
    state_tokens._known.clear()
