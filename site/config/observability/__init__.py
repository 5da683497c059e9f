"""What operators see of a running installation: log of requests, metrics, reports of errors.

Does not import `config.http`, which notes here what it knows of a request.
"""
