"""Help for translators: glossary, earlier translations, and PO files of a statement.

Within `newsroom.editing`, imports only `rights`.
"""
