"""Settings: `base` is shared; `development`, `production` and `test` change it.

May import `config.environment`, `config.folders` and `config.logs`.
"""
