"""The site's settings in tests: a home of their own, and passwords that are hashed quickly."""

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="citewell-tests-")
os.environ["CITEWELL_HOME"] = _HOME.name
os.environ["CITEWELL_STARTER"] = "0"

from citewell.web.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):  # noqa: F405
    # In a file, as on a site: a database in memory has neither its journal nor its locks.
    DATABASES["default"]["TEST"] = {"NAME": f"{_HOME.name}/tests.sqlite3"}  # noqa: F405
