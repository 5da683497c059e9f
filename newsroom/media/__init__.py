"""Pictures in several sizes and formats, and documents to download.

This room imports models and the rooms below them.
"""
