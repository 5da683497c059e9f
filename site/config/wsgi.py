"""The WSGI application for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.conf import settings

from config.start import refuse_broken_settings

refuse_broken_settings()

from django.core.wsgi import get_wsgi_application  # noqa: E402  (after the check above)

django = get_wsgi_application()

from config.http.stored_answers import StoredAnswers  # noqa: E402  (models are loaded now)
from config.observability.requests import ObservedRequests  # noqa: E402  (likewise)

observers = []
if settings.METRICS_TOKEN:
    from config.observability import metrics

    metrics.connect()
    observers.append(metrics.observe_request)

application = ObservedRequests(StoredAnswers(django), observers=observers)
