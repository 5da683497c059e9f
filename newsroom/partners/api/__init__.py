"""The partner API, `/api/v1/`: statements, terms and changes as JSON, mounted by `config.api`.

May import the sub-rooms `webhooks` and `changes`, and the rooms below `newsroom.partners`; not
`embeds`, which uses the API.
"""
