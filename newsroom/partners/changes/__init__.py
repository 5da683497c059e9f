"""The change feed: an ordered record of what became public, changed or was withdrawn.

The lowest sub-room of `partners`: it imports no other sub-room, only `newsroom.publishing`,
`translation`, `models` and `visibility`.
"""
