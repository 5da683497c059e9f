"""Corrections in the admin: their form, earlier versions, and what was changed word by word.

Imports rooms below `newsroom.editing`.
"""
