"""A block type that lacks a part fails at construction or in a system check."""

import dataclasses
from pathlib import Path

import pytest

from newsroom.blocks import BLOCK_TYPES, checks
from newsroom.blocks.base import NOT_IMPORTED, BlockType, ImportMapping

QUOTATION = BLOCK_TYPES["quotation"]
REQUIRED = [
    field.name
    for field in dataclasses.fields(BlockType)
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
]


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a folder of blocks with the folder of one block."""
    (tmp_path / "quotation").mkdir()
    (tmp_path / "quotation" / "__init__.py").touch()
    (tmp_path / "quotation" / "template.html").touch()
    return tmp_path


def found(folder: Path, **changes: object) -> list[str]:
    """Return the ids of the errors of a block type with changed parts."""
    changed = dataclasses.replace(QUOTATION, **changes)
    return [error.id for error in checks.missing_parts(folder, block_types=[changed])]


def test_the_block_types_lack_nothing():
    assert checks.check_block_types() == []


def test_every_exit_is_a_required_part():
    assert {
        *("block", "references", "api_shape", "api_html", "feed_html"),
        *("search_text", "import_mapping", "examples"),
    } < set(REQUIRED)


@pytest.mark.parametrize("part", REQUIRED)
def test_a_block_type_cannot_be_made_without_a_part(part):
    parts = {name: getattr(QUOTATION, name) for name in REQUIRED if name != part}

    with pytest.raises(TypeError, match=part):
        BlockType(**parts)


def test_a_folder_that_is_not_listed_is_an_error(folder):
    assert [error.id for error in checks.unlisted_folders(folder, names=set())] == ["newsroom.E001"]
    assert list(checks.unlisted_folders(folder, names={"quotation"})) == []


def test_a_block_needs_its_own_template(folder):
    assert found(folder) == []
    (folder / "quotation" / "template.html").unlink()
    assert found(folder) == ["newsroom.E002"]


def test_a_block_may_not_use_the_template_of_another(folder):
    (folder / "other").mkdir()
    (folder / "other" / "template.html").touch()

    assert found(folder, name="other") == ["newsroom.E002"]


def test_a_block_needs_an_example(folder):
    assert found(folder, examples=[]) == ["newsroom.E003"]


@pytest.mark.parametrize("exit_name", ["page", "api_html", "feed"])
def test_an_example_needs_both_languages(folder, exit_name):
    example = dataclasses.replace(QUOTATION.examples[0], **{exit_name: {"en": "<p>Words</p>"}})

    assert found(folder, examples=[example]) == ["newsroom.E004"]


def test_an_importers_rule_needs_an_example(folder):
    mapping = dataclasses.replace(QUOTATION.import_mapping, examples=())

    assert found(folder, import_mapping=mapping) == ["newsroom.E005"]
    assert found(folder, import_mapping=NOT_IMPORTED) == []


def test_two_block_types_may_not_claim_the_same_kind_of_the_importer():
    mapping = ImportMapping(kinds=frozenset({"quotation"}), value=len, examples=())
    other = dataclasses.replace(QUOTATION, name="other", import_mapping=mapping)

    assert [error.id for error in checks.shared_kinds([QUOTATION, other])] == ["newsroom.E006"]
