"""Management of offices from the command line.

May import every other room of `home` but `apps`, `checks` and `templatetags`.
"""
