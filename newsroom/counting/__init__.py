"""Numbers of public statements beside filters, kept as rows.

A change adds the statements that it may affect to `StatementToCount`, in its transaction. Readers
take the stored numbers and count these few statements afresh; the worker counts them for good.
This room imports publishing, caching, models and visibility, and no room above them.
"""
