"""The site as an ASGI application."""

import os
import warnings

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

# Files of the page are read whole, which they may be: they are small. Each start would tell the operator of it.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators", Warning)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citewell.web.settings")
application = get_asgi_application()
# The pages are loaded before the door opens, and not while the first twenty readers wait for them.
get_resolver().check()
