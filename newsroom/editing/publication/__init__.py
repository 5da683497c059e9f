"""Publication in the admin: what the gate objects to, and the approver's decision.

The rule itself is in `newsroom.publishing.gate`. Within `newsroom.editing`, imports only `rights`.
"""
