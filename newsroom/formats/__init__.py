"""Contents of files: what a file really is, and removal of the camera's data from pictures.

This room imports nothing of the project, and no models of Django.
"""
