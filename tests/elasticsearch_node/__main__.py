"""Run an Elasticsearch node until Enter is pressed: `python -m tests.elasticsearch_node`."""

import contextlib

from tests.elasticsearch_node.node import running

if __name__ == "__main__":
    with running() as node:
        print(f"ELASTICSEARCH_URL={node.url}", flush=True)
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            input("Press Enter to stop it.\n")
