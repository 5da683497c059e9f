"""gunicorn's own log lines in the form of all others, and without readers' addresses."""

import os

from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger

from config.logs import structured_formatter
from config.start import refuse_broken_settings


class StructuredLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes what gunicorn has to say through the formatter of the settings."""

    def setup(self, cfg: Config) -> None:
        """Set the handlers up, as gunicorn does, and give them our formatter."""
        super().setup(cfg)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
        refuse_broken_settings()
        formatter = structured_formatter(as_json=settings.LOG_JSON)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(formatter)

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Write a warning; of a request that cannot be read, nothing but that it came."""
        if msg.startswith("Invalid request"):
            msg, args = "Invalid request", ()
        super().warning(msg, *args, **kwargs)
