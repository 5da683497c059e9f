"""Addresses of pages, lists, feeds and permanent citations.

This room imports models, translation, visibility and languages, and no room above them.
"""
