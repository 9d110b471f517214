"""Django's settings. Everything that differs between instances comes from :mod:`lodged.web.configuration`."""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from lodged.web.configuration import configuration
from lodged.web.database import django_database

PACKAGE = Path(__file__).parents[1]
CONFIGURATION = configuration()

DEBUG = False
SECRET_KEY = CONFIGURATION.secret_key or ""
FIELD_KEYS = CONFIGURATION.field_keys
ALLOWED_HOSTS = list(CONFIGURATION.allowed_hosts)
ROOT_URLCONF = "lodged.web.urls"
WSGI_APPLICATION = "lodged.web.wsgi.application"
AUTH_USER_MODEL = "register.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without a setting: the database of this name on this machine, as every PostgreSQL program would look for it.
_APPLICATION_URL = CONFIGURATION.database_url or "postgresql:///lodged"
DATABASES = {
    "default": django_database(_APPLICATION_URL),
    "owner": django_database(CONFIGURATION.owner_database_url or _APPLICATION_URL),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_cotton_uswds",
    "django_htmx",
    "procrastinate.contrib.django",
    "lodged.web",
    "lodged.register",
    "lodged.desk",
    "lodged.public",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lodged.web.context.instance",
            ],
        },
    }
]

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "web" / "assets"] if (PACKAGE / "web" / "assets").is_dir() else []
STATIC_ROOT = CONFIGURATION.data_dir / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Chicago"
USE_TZ = True

LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

FILE_UPLOAD_HANDLERS = ["lodged.web.uploads.CappedUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Cookies travel over HTTPS only, save on the demonstration's own loopback address.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not CONFIGURATION.demonstration
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("LODGED_BEHIND_PROXY") == "1" else None
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # It warns of a pattern library that only its own developers have.
    "loggers": {"django_cotton_uswds": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
