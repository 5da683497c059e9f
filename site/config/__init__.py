"""The Django project: settings, addresses, the API's mounting, headers, backups and probes.

Rooms: `settings`, `api`, `http`, `backup` and `formats`, which do not import each other. `urls`,
`apps` and `management` use them; `settings` uses `environment`, `folders` and `logs`. May import
`home`, `search` and `newsroom`.
"""
