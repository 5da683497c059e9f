"""Writing of items into the database.

Creates statements in bulk, keeps a changed source as a draft revision, matches categories and
topics, and stores pictures. May import `readers`, `cleaning` and `items` of `newsroom.importing`,
and the rooms below `newsroom.importing`; not `redirects`.
"""
