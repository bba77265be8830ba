"""The site as an ASGI application."""

import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citewell.web.settings")
application = get_asgi_application()
# The pages are loaded before the door opens, and not while the first twenty readers wait for them.
get_resolver().check()
