"""The user model."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who works in an office, or an operator."""
