"""System checks of the block types: each is listed, and none lacks a part."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from newsroom.blocks.base import NOT_IMPORTED, BlockType
from newsroom.blocks.body import BLOCK_TYPES

FOLDER = Path(__file__).parent


@register()
def check_block_types(**kwargs: object) -> list[CheckMessage]:
    """Return an error for each folder that is not listed and for each part that is missing."""
    return [
        *unlisted_folders(FOLDER, names=set(BLOCK_TYPES)),
        *missing_parts(FOLDER, block_types=BLOCK_TYPES.values()),
        *shared_kinds(BLOCK_TYPES.values()),
    ]


def unlisted_folders(folder: Path, *, names: set[str]) -> Iterator[CheckMessage]:
    """Yield an error for each folder of a block that no block type has the name of."""
    for path in sorted(folder.iterdir()):
        if (path / "__init__.py").is_file() and path.name not in names:
            yield Error(
                f"The folder newsroom/blocks/{path.name} is not the folder of a block type.",
                hint="List its BLOCK_TYPE, with the folder's name, in newsroom/blocks/body.py.",
                id="newsroom.E001",
            )


def missing_parts(folder: Path, *, block_types: Iterable[BlockType]) -> Iterator[CheckMessage]:
    """Yield an error for each part that a block type lacks.

    Most parts have no default, so a block type cannot be made without them. Here is the rest: a
    template and examples, both in all languages, and an example of the importer's rule.
    """
    for block_type in block_types:
        template = folder / block_type.name / "template.html"
        if block_type.block().meta.template != block_type.template or not template.is_file():
            yield Error(
                f"The block type “{block_type.name}” has no template of its own.",
                hint=f"Set the block's Meta.template to “{block_type.template}” and add the file.",
                id="newsroom.E002",
            )
        if not block_type.examples:
            yield Error(
                f"The block type “{block_type.name}” has no example, so no test covers it.",
                hint=f"Add one to newsroom/blocks/{block_type.name}/examples.py.",
                id="newsroom.E003",
            )
        languages = {code for code, _name in settings.LANGUAGES}
        for example in block_type.examples:
            written = [example.page, example.api_html, *filter(None, [example.feed])]
            if any(set(html) != languages for html in written):
                yield Error(
                    f"An example of the block type “{block_type.name}” lacks a language.",
                    hint="Give the HTML of pages, feeds and the API in each language.",
                    id="newsroom.E004",
                )
        mapping = block_type.import_mapping
        if mapping is not NOT_IMPORTED and not (mapping.kinds and mapping.examples):
            yield Error(
                f"The importer's rule for the block type “{block_type.name}” has no example.",
                hint="Add an ImportExample, or use NOT_IMPORTED.",
                id="newsroom.E005",
            )


def shared_kinds(block_types: Iterable[BlockType]) -> Iterator[CheckMessage]:
    """Yield an error for each of the importer's kinds that two block types claim."""
    claimed: dict[str, str] = {}
    for block_type in block_types:
        for kind in sorted(block_type.import_mapping.kinds):
            if kind in claimed:
                yield Error(
                    f"The importer's “{kind}” becomes both “{claimed[kind]}” and "
                    f"“{block_type.name}”.",
                    hint="Remove it from one of the two import mappings.",
                    id="newsroom.E006",
                )
            claimed[kind] = block_type.name
