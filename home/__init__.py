"""The site of an office besides its news: home and standard pages, settings, menus and the demo.

From top to bottom: `demo`, `offices`, `api`, `pages`, `models` and `colour`; each room imports only
those below it. May import `newsroom`, not `search` or `config`.
"""
