"""Numbers of public statements in each list, kept as rows.

`newsroom/counting` writes and reads them.
"""

from django.db import models


class ListCount(models.Model):
    """The number of public statements of a news index with one value of a facet.

    `facet` is "category", "topic" or "year", and `value` a primary key or the year. Where
    `selected_facet` is not empty, only statements with `selected_value` are counted. The statements
    without a public translation are counted once more with `is_untranslated`.
    """

    index_id = models.PositiveBigIntegerField()
    is_untranslated = models.BooleanField()
    selected_facet = models.CharField(max_length=10)
    selected_value = models.PositiveBigIntegerField()
    facet = models.CharField(max_length=10)
    value = models.PositiveBigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "index_id",
                    "selected_facet",
                    "selected_value",
                    "is_untranslated",
                    "facet",
                    "value",
                ],
                name="newsroom_list_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"index {self.index_id}, {self.facet} {self.value}: {self.number}"


class CountedStatement(models.Model):
    """What a statement contributes to the numbers of `ListCount`, as JSON; "" for nothing.

    `due_at` is the next moment at which time alone makes it public or ends its publication.
    """

    page_id = models.PositiveBigIntegerField(primary_key=True)
    translation_key = models.UUIDField(db_index=True)
    contribution = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"page {self.page_id}"


class StatementToCount(models.Model):
    """A statement that may contribute something else since it was counted.

    Rows are only added in the transaction of a change, so no editor waits for another.
    """

    page_id = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"page {self.page_id}"


class CountsVersion(models.Model):
    """The version of the counts, in a single row, which each change of them locks.

    Readers take several queries, and know from the version whether all saw the same counts. Before
    `is_complete`, not all statements have been counted.
    """

    ONLY = 1

    version = models.BigIntegerField(default=0)
    is_complete = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.version)
