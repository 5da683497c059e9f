"""The analysis of English and Welsh text, in pure Python.

Holds tokens and lemmas, mutations, the reviewed word lists in `data/`, synonyms and the rules for
words that editors may enter. The lowest room: it imports no other room of `search`.
"""
