"""The worker, which runs registered jobs outside of requests, and its lock.

This room imports models and the rooms below them. Other rooms register jobs with it.
"""
