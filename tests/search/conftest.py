"""What do the tests of search share? Engines with an index of their own for each test."""

import pytest

from search.analysis import LANGUAGES
from search.engines.base import Engine
from search.engines.chosen import engines


@pytest.fixture(params=["embedded"])
def engine(request, settings, tmp_path) -> Engine:
    """Each engine in turn, with empty indexes; the only one that is configured."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    target = engines()[request.param]
    for language in LANGUAGES:
        target.begin_rebuild(language, version=0).swap()
    return target
