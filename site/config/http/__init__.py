"""Middleware, cache headers and views of the whole installation: uploads, favicon, errors.

May import `newsroom`, and no other room of `config`.
"""
