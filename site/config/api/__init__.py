"""The API of the whole installation: routers of all apps, its OpenAPI document, the staff API.

Like all of `config`, it may import every app; no app imports it.
"""
