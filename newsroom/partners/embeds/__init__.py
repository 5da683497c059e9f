"""Embeds: frames, a script and an oEmbed provider that show statements on other sites.

The top sub-room of `partners`: may import `newsroom.partners.api` and the rooms below
`newsroom.partners`; not `webhooks` or `changes`.
"""
