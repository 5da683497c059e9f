"""The demo: an invented office with ten years of statements in two languages.

`loading` writes it into the database, `content_files` reads its texts from `content`, and
`pictures` draws its pictures. May import `offices`, `pages` and `models` of `home`, and `newsroom`.
"""
