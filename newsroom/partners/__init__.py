"""The newsroom's interfaces for other sites: API, change feed, webhooks and embeds.

Sub-rooms, top to bottom: `embeds`, `api`, `webhooks`, `changes`; each may import those after it.
The room may import `feeds`, `addresses`, `media`, `publishing`, `translation`, `worker`, `models`,
`blocks`, `languages`, `visibility` and `network`; never `pages`, `editing` or `importing`.
"""
