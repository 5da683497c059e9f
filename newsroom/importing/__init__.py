"""Import of an office's old statements from files.

`run` drives an import and `report` prints what became of each page; below them are `redirects` and
`writing` (items into the database), `readers` (files into items), `cleaning` (texts and HTML) and
`items` (the data passed between them). May import `addresses`, `media`, `publishing`,
`translation`, `worker`, `models`, `blocks` and `visibility` of `newsroom`.
"""
