"""Permissions in the admin, and limits of what it shows to the editor's offices.

Imports no other package of `newsroom.editing`.
"""
