"""How well does search find what readers want? Judged statements and queries, and their measures.

`python -m tests.search.relevance` prints the figures; `docs/relevance.md` explains them.
"""
