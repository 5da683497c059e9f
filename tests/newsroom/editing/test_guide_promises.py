"""Each promise of the editors' guides has a test, and both guides say the same."""

import ast
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from tests.newsroom.editing.guides import Section, sections

HERE = Path(__file__).parent
TESTS = HERE.parents[1]
PROMISES = tomllib.loads((HERE / "guide_promises.toml").read_text("utf-8"))
ENGLISH, WELSH = sections("en"), sections("cy")
NO_SENTENCES = ("cy", "explains")


def named_tests(promise: str | list[str]) -> list[str]:
    return [promise] if isinstance(promise, str) else promise


@cache
def functions(file: str) -> set[str]:
    """Return the names of the tests in a file, of those in classes with the name of the class."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {
                f"{node.name}::{each.name}"
                for each in node.body
                if isinstance(each, ast.FunctionDef)
            }
            names |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    return names


@pytest.mark.parametrize("section", ENGLISH, ids=lambda section: section.title)
def test_each_sentence_is_a_promise_with_a_test_or_an_explanation(section: Section):
    promises = PROMISES.get(section.title, {})
    beginnings = [*promises.get("explains", []), *(set(promises) - set(NO_SENTENCES))]
    for sentence in section.sentences:
        named = [each for each in beginnings if sentence.startswith(each)]
        assert named, f"Which test shows this? Name it in guide_promises.toml: {sentence}"
    for beginning in beginnings:
        standing = [each for each in section.sentences if each.startswith(beginning)]
        assert len(standing) == 1, f"{len(standing)} sentences begin with: {beginning}"


def test_each_named_test_exists():
    missing = []
    for promises in PROMISES.values():
        for beginning, promise in promises.items():
            for node in named_tests(promise) if beginning not in NO_SENTENCES else []:
                file, _, function = node.partition("::")
                path = file if "/" in file else f"newsroom/editing/{file}"
                if not (TESTS / path).is_file() or function not in functions(path):
                    missing.append(node)
    assert not missing


def test_both_guides_have_the_same_sections_in_the_same_order():
    titles = [(PROMISES[section.title]["cy"], section.level) for section in ENGLISH]

    assert titles == [(section.title, section.level) for section in WELSH]
    assert list(PROMISES) == [section.title for section in ENGLISH]


@pytest.mark.parametrize(
    ("english", "welsh"), list(zip(ENGLISH, WELSH, strict=False)), ids=lambda section: section.title
)
def test_both_guides_say_the_same_in_the_same_order(english: Section, welsh: Section):
    """Paragraphs, list items, steps, table rows and pictures follow one another alike."""
    assert english.shape == welsh.shape
    assert english.pictures == welsh.pictures


def test_the_reader_of_guides_tells_sentences_apart():
    section = next(each for each in ENGLISH if each.title == "Documents")

    assert len(section.sentences) > len(section.blocks)
    assert all(not sentence.startswith(("- ", "1. ", "| ")) for sentence in section.sentences)
    assert all(first.title != second.title for first, second in pairwise(ENGLISH))
