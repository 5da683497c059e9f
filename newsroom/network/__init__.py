"""IP addresses and networks: which outbound addresses may be called, and how clients are counted.

The lowest room of the newsroom, beside `visibility`; it imports no other room.
"""
