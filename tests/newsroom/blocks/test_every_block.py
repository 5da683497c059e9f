"""Is every block that an editor can write known wherever partners get one?"""

from pathlib import Path
from typing import get_args

import pytest

from newsroom.blocks import BLOCK_TYPES, StandardBody, StatementBody
from newsroom.partners.api import bodies, html
from newsroom.partners.api.schemas import Block

PARTNERS = Path(__file__).resolve().parents[3] / "docs" / "partners.md"
KINDS = {*StatementBody().child_blocks, *StandardBody().child_blocks}


@pytest.mark.parametrize(
    "known",
    [
        {*bodies.WRITERS, *BLOCK_TYPES},
        {*html.WRITERS, *BLOCK_TYPES},
        get_args(Block.model_fields["type"].annotation),
    ],
    ids=["as blocks", "as HTML", "in the schema"],
)
def test_every_block_is_written(known):
    assert set(known) == KINDS


def test_every_block_is_in_the_manual():
    manual = PARTNERS.read_text()
    assert not {kind for kind in KINDS if f"\n| `{kind}` |" not in manual}
