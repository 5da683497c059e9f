"""What do all tests share? An office in both languages, and ways to write statements for it."""

import pytest

from home.provisioning import Office
from tests import factories


@pytest.fixture
def office(db) -> Office:
    """A member's site in both languages, the default site of the installation."""
    return factories.make_office()


@pytest.fixture(params=["en", "cy"])
def language(request) -> str:
    """Each of the two languages: a test about pages runs for both."""
    return request.param
