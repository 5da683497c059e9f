"""Screens of archive search in Wagtail's admin.

Statistics, explanations, index health, alerts and curated rows. May import every room of `search`
below it, which are all but its application modules, commands and template tags.
"""
