"""The portal's settings: one file, read from the environment (docs/operations.md lists every variable)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from rial.env import ConfigurationError, env_bool, env_int, env_list, env_path, env_str

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What kind of installation this is -------------------------------------------------
DEBUG = env_bool("RIAL_DEBUG")
# Demonstration: demo accounts with a known password exist, mail is kept instead of sent.
DEMO = env_bool("RIAL_DEMO")
# On behind TLS: HSTS, secure cookies, redirect. Off for the plain-HTTP demonstration.
HTTPS = env_bool("RIAL_HTTPS")
DATA_DIR = env_path("RIAL_DATA_DIR", BASE_DIR / ".data")
SITE_URL = env_str("RIAL_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_HOST = SITE_URL.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
DEMO_PASSWORD = env_str("RIAL_DEMO_PASSWORD", "rial-demo-2026")

SECRET_KEY = env_str("RIAL_SECRET_KEY")
if not SECRET_KEY:
    if not (DEBUG or DEMO):
        raise ConfigurationError("RIAL_SECRET_KEY is not set; give it at least 50 random characters")
    SECRET_KEY = "only-for-debug-and-demonstration-never-for-a-public-installation"  # noqa: S105 - refused elsewhere

ALLOWED_HOSTS = env_list("RIAL_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("RIAL_TRUSTED_ORIGINS")

# --- Applications ------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    "rial.core",
    "rial.directory",
    "rial.accounts",
    "rial.library",
    "portfolio",
    "meetings",
    "fund",
    "rial.pages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "post_office",
    "pgtrigger",
    "pghistory",
    "csp",
    "django_filters",
    "django.forms",
    "rial.core.admin_apps.SecretariatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "rial.core.middleware.ResponseHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "rial.core.middleware.BadTextMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rial.core.held_post.SignInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rial.accounts.middleware.AccountRulesMiddleware",
    "rial.accounts.middleware.HistoryContextMiddleware",
]

ROOT_URLCONF = "rial.urls"
WSGI_APPLICATION = "rial.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOADERS: list[Any] = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rial.core.context.site",
            ],
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
            "builtins": ["django.templatetags.i18n", "rial.core.templatetags.rial"],
        },
    }
]
FORM_RENDERER = "rial.core.forms.RialFormRenderer"

# --- Database and cache --------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env_str("DATABASE_URL", "postgresql://postgres@localhost/rial"),
        conn_max_age=env_int("RIAL_DB_CONN_MAX_AGE", 60),
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("TEST", {})
CACHE_URL = env_str("CACHE_URL")
CACHES: dict[str, dict[str, Any]]
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "core_cache",
            # Django's own limit of 300 entries would throw away rate limits and kept forms.
            "OPTIONS": {"MAX_ENTRIES": 50_000},
        }
    }

# --- Languages -----------------------------------------------------------------------------
# Another official language of the OAS is an entry here plus a migration; no template names a language.
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LANGUAGE_CODE = "es"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"  # the Technical Secretariat sits in Washington, D.C.
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["rial.formats"]
USE_THOUSAND_SEPARATOR = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "es"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("es", "en"), "es": ("en",), "en": ("es",)}

# --- Accounts --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "rial.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[RIAL] "
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_CHANGE_EMAIL = True
# A change of password, address or second factor is told to its owner.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("RIAL_PROXY_COUNT", 0)
ACCOUNT_FORMS = {
    "login": "rial.accounts.forms_sign_in.LoginForm",
    "reset_password": "rial.accounts.forms_sign_in.ResetPasswordForm",
    "reset_password_from_key": "rial.accounts.forms_sign_in.ResetPasswordKeyForm",
    "change_password": "rial.accounts.forms_sign_in.ChangePasswordForm",
    "set_password": "rial.accounts.forms_sign_in.SetPasswordForm",
    "add_email": "rial.accounts.forms_sign_in.AddEmailForm",
    "reauthenticate": "rial.accounts.forms_sign_in.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "rial.accounts.forms_sign_in.AuthenticateForm",
    "reauthenticate": "rial.accounts.forms_sign_in.ReauthenticateCodeForm",
    "activate_totp": "rial.accounts.forms_sign_in.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "RIAL"
# Design decision: the Secretariat must use a second factor everywhere but in the demonstration.
SECRETARIAT_MUST_USE_TOTP = env_bool("RIAL_REQUIRE_TOTP", not DEMO)
INVITATION_DAYS = 14

# --- Mail ------------------------------------------------------------------------------------
EMAIL_BACKEND = "post_office.EmailBackend"
_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_KEPT = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_HOST = env_str("RIAL_EMAIL_HOST")
EMAIL_PORT = env_int("RIAL_EMAIL_PORT", 587)
EMAIL_HOST_USER = env_str("RIAL_EMAIL_USER")
EMAIL_HOST_PASSWORD = env_str("RIAL_EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("RIAL_EMAIL_TLS", True)
EMAIL_TIMEOUT = 20
# Invitations and password links leave at once; everything else with the next `send_due`.
MAIL_AT_ONCE = env_bool("RIAL_MAIL_AT_ONCE", True)
# Visits of public records: numbers by day and language, nothing about readers (docs/adr/0018).
COUNT_VISITS = env_bool("RIAL_COUNT_VISITS", True)
# Without a mail server nothing is lost: messages are written to files and stay in the outbox.
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env_str("RIAL_EMAIL_FROM", "RIAL <rial@rial.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
POST_OFFICE = {
    "BACKENDS": {"default": _SMTP if EMAIL_HOST else _KEPT},
    "DEFAULT_PRIORITY": "medium",
    "MAX_RETRIES": 6,
    "RETRY_INTERVAL": timedelta(minutes=10),
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": SITE_HOST,
    "CELERY_ENABLED": False,
    "LOG_LEVEL": 1,
}

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env_path("RIAL_STATIC_ROOT", DATA_DIR / "static")
MEDIA_ROOT = env_path("RIAL_MEDIA_ROOT", DATA_DIR / "media")
MEDIA_URL = ""  # never served as such: every file goes through a view that checks who asks
_S3_BUCKET = env_str("RIAL_S3_BUCKET")
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": _S3_BUCKET}}
    if _S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "rial.core.uploads.RequestSizeHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Security ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: only for the QR code of the second factor, which allauth draws as a data: SVG.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("RIAL_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rial.core.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"

# --- History -------------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True

# --- Content -------------------------------------------------------------------------------------
CONTENT_DIR = BASE_DIR / "content"
# P-series rules of the portfolio that an operator may have to change.
PORTFOLIO_STALE_MONTHS = 18
PORTFOLIO_CONFIRM_MONTHS = 12
# Submitted assessments needed before a good-practice outcome can be recorded (G02: several assessors).
PORTFOLIO_MIN_ASSESSMENTS = 2

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # post_office tells every round of sending; only what fails is of interest, and it is in the outbox too.
    "loggers": {"post_office": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["console"], "level": env_str("RIAL_LOG_LEVEL", "WARNING")},
}
