"""E-mails to editors: submitted, approved, returned, commented.

Each person gets one e-mail for one event, in their own language. Wagtail's own notices of these
events are replaced by `receivers`; its notices of comments are sent by Wagtail with our templates.
"""
