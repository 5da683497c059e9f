"""Indexes of pages: by type and place in the tree, and of the children of a page by publication."""

from django.db import migrations

INDEXES = {
    # The list of statements in the admin is counted in it.
    "newsroom_page_of_type": "content_type_id, path, live, locale_id",
    # Feeds read the newest statements of an index in its order.
    "newsroom_page_published": "(SUBSTR(path, 1, LENGTH(path) - 4)), first_published_at",
}


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0010_list_counts"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {name} ON wagtailcore_page ({columns})",
            f"DROP INDEX {name}",
        )
        for name, columns in INDEXES.items()
    ]
