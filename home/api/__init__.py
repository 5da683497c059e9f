"""The API's endpoints of sites, pages, menus, addresses and drafts.

May import `home.pages`, `home.models` and the rooms of the newsroom, above all
`newsroom.partners.api`; not `home.offices` or `home.demo`.
"""
