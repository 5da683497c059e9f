"""Counts of attempts at logging in, by which they are limited."""

from django.db import models


class AttemptCount(models.Model):
    """How often something was tried by one client in the time that ends at `expires`.

    `client` is a digest: neither names nor addresses are stored.
    """

    client = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.client[:8]}: {self.count}"
