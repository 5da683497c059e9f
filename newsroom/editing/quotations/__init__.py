"""Quotations from the draft Record in the admin: their list, and the comparison with the Record.

Nothing is requested from outside: editors paste the text or upload the file.
"""
