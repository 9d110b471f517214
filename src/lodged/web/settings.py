"""Django's settings. Everything that differs between instances comes from :mod:`lodged.web.configuration`."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from lodged.web.configuration import configuration
from lodged.web.database import django_database
from lodged.web.logs import logging_settings

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
    "django_htmx",
    "procrastinate.contrib.django",
    "lodged.web",
    "lodged.register",
    # Before the library whose pages it shows in our own clothes.
    "lodged.signin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "lodged.casework",
    "lodged.pages",
    "lodged.api",
]

MIDDLEWARE = [
    "lodged.web.logs.RequestLog",
    "lodged.web.metrics.CountRequests",
    "lodged.web.tracing.Traced",
    "lodged.web.headers.SecurityHeaders",
    "lodged.api.problems.ProblemMiddleware",
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
    "allauth.account.middleware.AccountMiddleware",
    "lodged.signin.device_lock_middleware.DeviceLockMiddleware",
    "lodged.signin.second_factor.SecondFactorMiddleware",
    "lodged.web.rate_limits.RateLimit",
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
                "lodged.signin.context.session",
                "lodged.pages.start.menu.menu",
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
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Sign-in: accounts are made by administrators or by an agency's provider, never by whoever comes along.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "lodged.signin.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "lodged.signin.forms.SignInForm",
    "reauthenticate": "lodged.signin.forms.ConfirmForm",
    "change_password": "lodged.signin.forms.NewPasswordForm",
}
# Failures are counted by lodged.signin.attempts, over all workers and with words that say when it ends.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "lodged.signin.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Lodged"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIGURATION.demonstration
MFA_FORMS = {
    "authenticate": "lodged.signin.forms.CodeForm",
    "reauthenticate": "lodged.signin.forms.ConfirmCodeForm",
    "login_webauthn": "lodged.signin.forms.KeySignInForm",
    "authenticate_webauthn": "lodged.signin.forms.KeyForm",
    "reauthenticate_webauthn": "lodged.signin.forms.ConfirmKeyForm",
    "activate_totp": "lodged.signin.forms.AddAppForm",
    "add_webauthn": "lodged.signin.forms.AddPasskeyForm",
    "edit_webauthn": "lodged.signin.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "lodged.signin.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [provider.as_app() for provider in CONFIGURATION.identity_providers]}
}
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 12 * 60 * 60
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.behind_proxy else 0
# In the database, so that a one-time code is used once whichever worker is asked.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "signin_cache"}}

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
# Cookies travel over HTTPS only, save on the demonstration's own loopback address. The __Host- name makes a browser
# refuse one that another host or an unencrypted page set.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not CONFIGURATION.demonstration
SESSION_COOKIE_NAME = "__Host-lodged-session" if SESSION_COOKIE_SECURE else "lodged-session"
CSRF_COOKIE_NAME = "__Host-lodged-csrf" if CSRF_COOKIE_SECURE else "lodged-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.behind_proxy else None
SECURE_SSL_REDIRECT = CONFIGURATION.behind_proxy
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if CONFIGURATION.demonstration else CONFIGURATION.hsts_seconds
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # The names beside ours are not ours to decide about.
RATE_LIMIT = CONFIGURATION.rate_limit

LOGGING = logging_settings(as_json=CONFIGURATION.json_logs)
