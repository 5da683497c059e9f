"""Backups: copies of the database, and the archive of database and uploads.

May import no other room of Lectern.
"""
