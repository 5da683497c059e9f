"""Relations between the languages: counterparts, fallback, origins of translations, and dates.

This room imports models, visibility and languages, and no room above them.
"""
