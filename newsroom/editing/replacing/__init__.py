"""Find and replace over the statements of an office, with a preview and undo.

Within `newsroom.editing`, imports only `rights`.
"""
