"""Fixture of the curation tests: process caches without curated rows."""

from collections.abc import Iterator

import pytest

from search.curation import state_tokens


@pytest.fixture(autouse=True)
def _begin_without() -> Iterator[None]:
    """Clear the process caches after each test, whose rows are rolled back."""
    yield
    for load in state_tokens._loaders.values():
        load("")
    state_tokens._known.clear()
