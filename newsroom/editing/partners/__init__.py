"""Admin views for partners: API keys, webhooks and links to drafts in outside front ends.

Within `newsroom.editing`, imports only `listings` and `rights`.
"""
