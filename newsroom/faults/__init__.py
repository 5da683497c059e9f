"""Parts of answers that fail: they are left out, counted and reported, and the rest is sent.

This room imports no other room.
"""
