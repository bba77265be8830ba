"""The site's settings in tests: a home of their own, and passwords that are hashed quickly."""

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="citewell-tests-")
os.environ["CITEWELL_HOME"] = _HOME.name
os.environ["CITEWELL_STARTER"] = "0"

from citewell.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
