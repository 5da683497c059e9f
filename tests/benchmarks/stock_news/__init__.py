"""A plain news app for the project of `wagtail start`, written as Wagtail's documentation does.

The benchmark copies it into that project; it is not part of Lectern.
"""
