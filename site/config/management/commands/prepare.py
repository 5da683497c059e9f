"""The command `manage.py prepare`."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.caching import state_token


class Command(BaseCommand):
    """Applies migrations and loads the demo in one process, since starting Django takes time."""

    help = "Apply migrations that are missing; with --demo, fill an empty database with the demo."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo where nothing is")

    def handle(self, *args: object, demo: bool = False, **options: object) -> None:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            self.stdout.write(f"Preparing the database: {missing} migrations to apply …")
            call_command("migrate", interactive=False, verbosity=0)
        else:
            state_token.renew()  # pages may differ in this version
        if demo:
            call_command("demo", "--if-empty", stdout=self.stdout)
