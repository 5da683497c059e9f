"""Cleaning of the text and HTML of old pages.

Normalises plain text and HTML, recognises the old site's boilerplate, turns HTML into blocks and
checks texts for likely mistakes. Touches no file and no database. May import
`newsroom.importing.items` only.
"""
