"""IP addresses and networks: which outbound addresses may be called, and how clients are counted.

One of the lowest rooms of the newsroom: it imports no other room.
"""
