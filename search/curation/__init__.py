"""What editors curate: corrections of lemmas, synonyms and recommended results.

Holds the process caches of these rows, the state tokens that tell processes to reload them, their
files and the rights on them. May import `search.models` and `search.language`.
"""
