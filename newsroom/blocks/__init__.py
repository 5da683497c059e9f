"""Blocks of bodies: one folder for each block type, listed in `newsroom.blocks.body`.

May import `faults`, `visibility`, `languages` and `network`.
"""

from newsroom.blocks.body import BLOCK_TYPES, StandardBody, StatementBody

__all__ = ["BLOCK_TYPES", "StandardBody", "StatementBody"]
