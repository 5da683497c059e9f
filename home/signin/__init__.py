"""Log-in of people who work here: limits of attempts, second factor, sessions and single sign-on.

May import `models` of `home`, and `newsroom`.
"""
