"""What the admin says about scheduled pages, and the acts on them.

Notices on forms, labels of buttons, confirmations after scheduling, and the publication of overdue
pages. Every time is named with its day and its zone.
"""
