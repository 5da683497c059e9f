"""From a reader's line to the results: parsing, querying, checking visibility, rendering.

Every page, feed, API, command and alert searches through `answers`. May import `search.indexing`,
`search.curation`, `search.engines` and the rooms below these.
"""
