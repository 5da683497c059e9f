"""Everything that editors see in Wagtail's admin, apart from search.

The modules hold the forms of statements and the panels of the admin's home page. They use the
packages below in this order: `terms`, `partners` and `translation`, then `listings`, then `rights`.
This package may import every other package of `newsroom`. Only the app's entry points, `home` and
`search` import it.
"""
