"""Lists of statements and terms in the admin, with their columns and filters.

Within `newsroom.editing`, imports only `rights`.
"""
