"""Public functions of the strictly typed packages have precise annotations."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import REPOSITORY

STRICT = [
    "search",
    "newsroom/visibility",
    "newsroom/partners",
    "newsroom/importing",
    "site/config",
]
# What `strict` turns on.
STRICT_SWITCHES = {
    "check_untyped_defs",
    "disallow_any_generics",
    "disallow_incomplete_defs",
    "disallow_subclassing_any",
    "disallow_untyped_calls",
    "disallow_untyped_decorators",
    "disallow_untyped_defs",
    "extra_checks",
    "no_implicit_reexport",
    "strict_equality",
    "warn_redundant_casts",
    "warn_return_any",
    "warn_unused_configs",
    "warn_unused_ignores",
}
SIGNATURES = (ast.FunctionDef, ast.AsyncFunctionDef)


def modules(folder: str) -> list[Path]:
    """Return the Python files of a package, without its migrations."""
    paths = sorted((REPOSITORY / folder).rglob("*.py"))
    return [path for path in paths if "migrations" not in path.parts]


def public_signatures(
    node: ast.Module | ast.ClassDef,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the public functions of a module, and the public methods of its public classes."""
    for child in node.body:
        if isinstance(child, ast.ClassDef) and not child.name.startswith("_"):
            yield from public_signatures(child)
        elif isinstance(child, SIGNATURES) and not child.name.startswith("_"):
            yield child


def annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """Yield the annotations of a function's parameters and of its result."""
    arguments = function.args
    parameters = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        *filter(None, (arguments.vararg, arguments.kwarg)),
    ]
    yield from (each.annotation for each in parameters if each.annotation is not None)
    if function.returns is not None:
        yield function.returns


def names_any(annotation: ast.expr) -> bool:
    """Return whether an annotation contains `Any`, also as `typing.Any` or within quotes."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name) and node.id == "Any":
            return True
        if isinstance(node, ast.Attribute) and node.attr == "Any":
            return True
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and names_any(ast.parse(node.value, mode="eval").body)
        ):
            return True
    return False


@pytest.mark.parametrize("folder", STRICT)
def test_no_public_signature_contains_any(folder):
    imprecise = [
        f"{path.relative_to(REPOSITORY)}:{function.lineno} {function.name}"
        for path in modules(folder)
        for function in public_signatures(ast.parse(path.read_text(encoding="utf-8")))
        if any(map(names_any, annotations(function)))
    ]
    assert imprecise == []


def test_mypy_checks_these_packages_strictly():
    """No part of `strict` is turned off again, neither for all modules nor for some."""
    with (REPOSITORY / "pyproject.toml").open("rb") as file:
        mypy = tomllib.load(file)["tool"]["mypy"]

    assert mypy["strict"] is True
    assert set(STRICT) <= set(mypy["files"])
    switches = {name for name, value in mypy.items() if value is False}
    for override in mypy.get("overrides", []):
        if covers_strict_package(override["module"]):
            switches |= set(override)
    assert switches & STRICT_SWITCHES == set()


def covers_strict_package(module: str | list[str]) -> bool:
    """Return whether an override applies to a module of a strictly typed package."""
    patterns = [module] if isinstance(module, str) else module
    packages = [folder.removeprefix("site/").replace("/", ".") for folder in STRICT]
    return any(
        f"{pattern.removesuffix('.*')}.".startswith(f"{package}.")
        or f"{package}.".startswith(f"{pattern.removesuffix('.*')}.")
        for pattern in patterns
        for package in packages
    )


def test_annotations_with_any_are_recognised():
    (function,) = ast.parse("def f(a: Any, *b: 'list[typing.Any]', **c: object) -> int: ...").body
    assert [names_any(each) for each in annotations(function)] == [True, True, False, False]
