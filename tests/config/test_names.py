"""Every module says what it is, and no module has a name that says nothing."""

import ast
from pathlib import Path

from tests.machine import REPOSITORY

FOLDERS = ("config", "home", "newsroom", "search", "tests")
# Names of drawers that collect anything, and names that only their writer understands.
REFUSED = {
    *("utils", "helpers", "common", "misc", "core", "services", "managers"),
    *("kept", "touched", "standing", "remembered", "behind", "together", "offers", "asking"),
}
MODULES = sorted(
    path
    for folder in FOLDERS
    for path in (REPOSITORY / ("site/config" if folder == "config" else folder)).rglob("*.py")
    if "migrations" not in path.parts
)


def states_what_it_is(path: Path) -> bool:
    """Return whether the module begins with a statement; an empty `__init__.py` needs none."""
    text = path.read_text()
    if path.name == "__init__.py" and not text:
        return True
    docstring = ast.get_docstring(ast.parse(text)) or ""
    return bool(docstring) and not docstring.partition("\n")[0].endswith("?")


def test_every_module_states_what_it_is():
    silent = [path for path in MODULES if not states_what_it_is(path)]
    assert [str(path.relative_to(REPOSITORY)) for path in silent] == []


def test_no_module_has_a_name_that_says_nothing():
    parts = (path.relative_to(REPOSITORY).with_suffix("").parts for path in MODULES)
    assert not {name for names in parts for name in names} & REFUSED
