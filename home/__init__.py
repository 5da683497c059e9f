"""An office's site besides its news: pages, settings, menus, the log-in and the demo.

From top to bottom: `demo`, `offices` and `signin`, `api`, `pages`, `models` and `colour`; each room
imports only those below it. May import `newsroom`, not `search` or `config`.
"""
