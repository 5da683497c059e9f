"""The languages of the installation, and the data of each language.

`configured` reads the languages from `settings.LANGUAGES`. `data` holds what is specific to one
language: its name, the words in addresses, and the names of months and weekdays. What search needs
of a language is in `search/language`. This room imports no other room.
"""
