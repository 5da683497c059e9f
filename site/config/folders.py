"""Folders of this installation, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# In a wheel, this folder of the package holds what a checkout has in site/ (pyproject.toml).
_SITE_IN_WHEEL = _PACKAGE / "site"
IS_WHEEL = _SITE_IN_WHEEL.is_dir()

REPOSITORY = _PACKAGE.parents[1]
# Holds .env and, unless LECTERN_DATA_DIR is set, var/. Files of a wheel belong to its installer,
# so there it is the folder in which a command starts.
BASE_FOLDER = Path.cwd() if IS_WHEEL else REPOSITORY
# Holds templates, static files and catalogues.
SITE_FOLDER = _SITE_IN_WHEEL if IS_WHEEL else REPOSITORY / "site"
GUNICORN_CONFIGURATION = (_PACKAGE if IS_WHEEL else REPOSITORY / "docker") / "gunicorn.conf.py"
