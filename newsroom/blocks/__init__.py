"""Of what is a statement built? This only lists the blocks."""

from newsroom.blocks.body import StandardBody, StatementBody

__all__ = ["StandardBody", "StatementBody"]
