"""Readers of captured pages, saved HTML, feeds, WordPress exports and CSV files.

`selection` chooses the reader of a file, each reader fills a `RawItem`, and `raw_items` validates
it into an `Item`. Nothing is written. May import `cleaning` and `items` of `newsroom.importing`,
and `newsroom.translation` for dates and languages in text.
"""
