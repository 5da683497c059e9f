"""RSS, Atom and JSON feeds of public statements.

This room imports addresses, media, translation, models and blocks, and no room above them.
"""
