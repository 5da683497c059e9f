"""Panels of the admin's home page, in the order in which they need the editor.

`registration` adds all panels. Other packages add one by a function of the hook
`construct_homepage_panels` that appends a `rows.RowsPanel` with an `order` of `rows.Order`.
"""
