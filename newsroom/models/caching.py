"""Changes of public content, from which caches know whether they are current."""

from django.db import models


class ContentChange(models.Model):
    """A change of public content, recorded in the transaction of the change.

    Rows are only added, and merged later. See `newsroom.caching.state_token`.
    """

    scope = models.PositiveBigIntegerField()  # id of the office's site, 0 for all offices
    increment = models.BigIntegerField()
    changed_ms = models.BigIntegerField()  # milliseconds since 1970 in UTC

    def __str__(self) -> str:
        return f"{self.scope}: {self.increment}"
