"""Embargoes in the admin: the panel of a page's form, and the page with embargo and links."""
