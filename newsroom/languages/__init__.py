"""The languages of the installation, and the data that each of them needs.

`configured` reads which languages there are from `settings.LANGUAGES`. `data` holds what belongs to
one language in particular: its name, the words in addresses, and the names of months and weekdays.
What search needs of a language is in `search/language`. This room imports no other room.
"""
