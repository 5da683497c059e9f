"""The user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, approver or operator. A custom model, so that fields can be added later."""
