"""Commands for operators of offices."""
