"""What the web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from lodged.web import tracing
from lodged.web.draining import Draining

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lodged.web.settings")
tracing.start()
application = Draining(get_wsgi_application())
