"""Every block type is in the bodies, in the schema of the API and in the manual."""

from pathlib import Path
from typing import get_args

from newsroom.blocks import BLOCK_TYPES, StandardBody, StatementBody
from newsroom.partners.api.schemas import Block

PARTNERS = Path(__file__).resolve().parents[3] / "docs" / "partners.md"


def test_bodies_hold_every_block_type_in_its_order():
    names = list(BLOCK_TYPES)

    assert list(StatementBody().child_blocks) == names
    assert list(StandardBody().child_blocks) == [name for name in names if name != "related"]


def test_every_block_is_in_the_schema():
    assert get_args(Block.model_fields["type"].annotation) == tuple(BLOCK_TYPES)


def test_every_block_is_in_the_manual():
    manual = PARTNERS.read_text()
    assert not {kind for kind in BLOCK_TYPES if f"\n| `{kind}` |" not in manual}
