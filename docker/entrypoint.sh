#!/bin/sh
# What does this container do? `web`, `worker`, `migrate`, or any management command.
set -eu

cd "$(dirname "$0")/.."
case "${1:-web}" in
web)
    python manage.py check --deploy --fail-level ERROR
    exec python -m gunicorn -c docker/gunicorn.conf.py
    ;;
worker)
    exec python manage.py worker
    ;;
migrate)
    exec python manage.py prepare
    ;;
*)
    exec python manage.py "$@"
    ;;
esac
