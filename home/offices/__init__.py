"""Creation of offices: their site, pages, groups and settings, from options, files and presets.

May import `pages`, `models` and `colour` of `home`, and `newsroom`.
"""
