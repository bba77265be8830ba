"""Django's settings, made from the site's. Everything an operator may change is in `config.py`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from csp.constants import NONE, SELF

from citewell.web.config import SiteSettings

SITE = SiteSettings.from_environment()

SECRET_KEY = SITE.key()
DEBUG = SITE.debug
ALLOWED_HOSTS = [SITE.host, "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE.url]
ROOT_URLCONF = "citewell.web.urls"
ASGI_APPLICATION = "citewell.web.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "citewell.web.accounts",
    "citewell.web.api",
    "citewell.web.articles",
    "citewell.web.conversations",
    "citewell.web.desk",
    "citewell.web.embedding",
    "citewell.web.health_record",
    "citewell.web.jobs",
    "citewell.web.living",
    "citewell.web.pages",
    "citewell.web.theme",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "citewell.web.operations.figures.FiguresMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "citewell.web.hostile.NoNulMiddleware",
    "citewell.web.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "citewell.web.theme.context.site",
            ],
            "builtins": ["citewell.web.theme.templatetags.theme"],
        },
    }
]

DATABASES = {"default": SITE.django_database()}
# One row a look-up of a session would cost a write lock on SQLite: signed cookies hold what little there is.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2_000}}}

# People ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "citewell.web.accounts.adapter.InvitedOnly"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_TOTP_ISSUER = SITE.name
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"

# The wire -------------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.is_secure
SESSION_COOKIE_NAME = "citewell_session"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SITE.is_secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.is_secure else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# What is served as files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
# The style of an article is the same on the site and in the page that `--as html` writes.
STATICFILES_DIRS = [Path(str(resources.files("citewell.publish"))) / "style"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = SITE.debug
# Every address of a file carries a hash of its content: it may be kept as long as a browser likes.
WHITENOISE_MAX_AGE = 31_536_000

# Words ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

for _name, _value in SITE.django_mail().items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SITE.mail_from

# No question is ever in a log: Django's own would write the address of a failing request with its query.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "citewell.web.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "citewell": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
    },
}
