"""Webhooks: signed HTTP calls that notify a partner of changes, as Standard Webhooks describes.

May import `newsroom.partners.changes`, `newsroom.models` and `newsroom.network`; neither `embeds`
nor `api`.
"""
