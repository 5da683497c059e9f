"""The engine on SQLite's FTS5, which needs no server.

Files with the same name have the same role in `search.engines.elasticsearch`:

- `engine`: the engine itself, as the protocol describes it
- `rebuild`: a new index, filled while the current one answers
- `queries`, `titles`, `mixed_languages`, `single_statement`: one kind of query each
- `spelling`: candidates for spelling correction
- `indexes`: naming, creation, replacement and deletion of indexes
- `documents`, `writes`: an entry as it is stored, and how it is written

Specific to SQLite is `match_expressions`, the query language of FTS5.
"""
