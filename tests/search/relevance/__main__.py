"""Command that measures relevance; `python -m tests.search.relevance --help` lists its options."""

import argparse
import contextlib
import json
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "site"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")


def main(arguments: list[str]) -> int:
    """Measure and print the figures; return 1 where a figure falls short of its target."""
    parser = argparse.ArgumentParser(prog="python -m tests.search.relevance", description=__doc__)
    parser.add_argument("--language", choices=["en", "cy"], help="only this language")
    parser.add_argument("--verbose", action="store_true", help="list queries that are not perfect")
    parser.add_argument("--ways", action="store_true", help="compare ways of searching Welsh")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    django.setup()
    # It imports models, which needs the setup.
    from tests.search.relevance import report

    with _engines() as engines:
        languages = [options.language] if options.language else ["en", "cy"]
        measured = report.measure(engines, languages=languages, with_ways=options.ways)
    if options.json:
        print(json.dumps(report.as_json(measured), ensure_ascii=False, indent=2))
    else:
        print(report.as_text(measured, verbose=options.verbose))
    return 1 if report.shortfalls(measured) else 0


@contextlib.contextmanager
def _engines() -> Iterator[dict]:
    """Yield both engines with indexes of their own, or one where there is no Elasticsearch."""
    from search.engines.selection import engines
    from search.language.analysis import LANGUAGES
    from tests.elasticsearch_node.node import NodeMissingError, running

    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        settings.SEARCH_FOLDER = Path(folder)
        settings.ELASTICSEARCH_INDEX_PREFIX = f"relevance-{uuid.uuid4().hex[:12]}"
        settings.ELASTICSEARCH_TIMEOUT = 30.0
        try:
            url = os.environ.get("ELASTICSEARCH_URL") or stack.enter_context(running()).url
            settings.ELASTICSEARCH_URL = url
        except NodeMissingError as error:
            print(f"Without Elasticsearch: {error}", file=sys.stderr)
        engines.cache_clear()
        found = dict(sorted(engines().items(), reverse=True))
        try:
            yield found
        finally:
            if "elasticsearch" in found:
                for language in LANGUAGES:
                    found["elasticsearch"].indexes.remove_all(language)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
