"""Rendering of home and standard pages: presenters, menus, the office's stylesheet and context.

May import `home.models` and `home.colour`, and `newsroom`.
"""
