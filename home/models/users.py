"""Who may log in?"""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, approver or operator. Ours from the first migration on, so that it can grow."""
