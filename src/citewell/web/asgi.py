"""The site as an ASGI application."""

import os

import warnings

from django.core.asgi import get_asgi_application

# Files of the page are read whole, which they may be: they are small. Each start would tell the operator of it.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators", Warning)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citewell.web.settings")
application = get_asgi_application()
