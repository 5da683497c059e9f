"""The architecture document names files that exist and lists all rooms."""

import re

import pytest

from tests.machine import REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "architecture.md"
PATH = re.compile(r"`((?:newsroom|search|home|site|tests|docs)/[A-Za-z0-9_./-]*)`")
NO_ROOMS = {"management", "migrations", "static", "templates", "templatetags"}


def rooms(app: str) -> list[str]:
    """Return the names of the app's packages that are rooms."""
    folders = (REPOSITORY / app).glob("*/__init__.py")
    return sorted({folder.parent.name for folder in folders} - NO_ROOMS)


@pytest.mark.parametrize("path", sorted(set(PATH.findall(DOCUMENT.read_text()))))
def test_every_named_file_exists(path):
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize("app", ["newsroom", "search", "home"])
def test_every_room_is_listed_and_says_what_it_holds(app):
    section = DOCUMENT.read_text().partition(f"| `{app}/` | Holds |")[2].partition("\n\n")[0]
    listed = sorted(
        name
        for row in section.splitlines()[2:]
        for name in re.findall(r"`([a-z]+)/`", row.split("|")[1])
    )
    assert listed == rooms(app)
    for name in listed:
        text = (REPOSITORY / app / name / "__init__.py").read_text()
        assert text.startswith('"""'), f"{app}/{name} has no docstring"
