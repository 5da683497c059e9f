"""Management commands of the newsroom. This room may import all others."""
