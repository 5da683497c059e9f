"""Permissions and the limits of what an editor sees to their own offices.

Imports no other package of `newsroom.editing`.
"""
