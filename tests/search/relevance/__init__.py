"""Relevance of search: judged statements and queries, and their measures.

`python -m tests.search.relevance` prints the figures; `docs/relevance.md` explains them.
"""
