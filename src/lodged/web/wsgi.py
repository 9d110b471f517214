"""What the web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from lodged.web import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodged.web.settings")
tracing.start()
application = get_wsgi_application()
