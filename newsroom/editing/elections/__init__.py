"""Election periods in the admin: setting them, their dry run, and exemptions of single pages.

The rule is in `newsroom.publishing.elections`. Within `newsroom.editing`, imports only `rights`.
"""
