"""What the managers of an office manage: its people and its redirects.

Within `newsroom.editing`, imports only `rights`, `mail` and `listings`.
"""
