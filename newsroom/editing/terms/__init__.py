"""Forms, views and choosers of categories and topics.

Within `newsroom.editing`, imports only `listings` and `rights`.
"""
