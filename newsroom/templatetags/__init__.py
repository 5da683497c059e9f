"""Template tags of the newsroom. This room may import all others."""
