"""The site's settings. Everything that differs between places comes from the environment.

FORESTALL_SECRET_KEY   required, except in the demonstration (FORESTALL_DEMONSTRATION=1)
DATABASE_URL           postgresql://...; without it an SQLite file under FORESTALL_VAR
FORESTALL_HOSTS        comma-separated host names the pages answer to
FORESTALL_PROXIES      how many proxies of ours stand in front and add X-Forwarded-For (0)
FORESTALL_HTTPS        0 only where the pages are served without TLS on one machine
FORESTALL_POLICY       a force's own numbers as JSON, see casework/core/policy.py
FORESTALL_EMAIL        the mail server, smtp+tls://name:password@host:587; without it none is sent
FORESTALL_EMAIL_FROM   the address that e-mail comes from
FORESTALL_SITE         where users reach the pages, as e-mails link to it: https://host
FORESTALL_SOURCE_URL   where the source of this very installation is offered (AGPL section 13)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from casework.ui.scripts import BODY_CLASS_SCRIPT_HASH

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.str("FORESTALL_VAR", str(ROOT / "var")))

DEMONSTRATION = env.bool("FORESTALL_DEMONSTRATION", False)
DEBUG = False
SECRET_KEY = env.str("FORESTALL_SECRET_KEY", "")
if not SECRET_KEY:
    if not DEMONSTRATION:
        raise ImproperlyConfigured(
            "FORESTALL_SECRET_KEY is not set. Give it a long random value, "
            "or set FORESTALL_DEMONSTRATION=1 for made-up data on one machine."
        )
    SECRET_KEY = "demonstration-only-never-real-data"  # noqa: S105 (made-up data only)
ALLOWED_HOSTS = env.list("FORESTALL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SOURCE_URL = env.str("FORESTALL_SOURCE_URL", "/source/")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_q",
    "viewflow.workflow",
    "casework.core",
    "casework.ui",
    "casework.audit",
    "casework.accounts",
    "casework.deadlines",
    "casework.people",
    "casework.incidents",
    "casework.identification",
    "casework.cases",
    "casework.visits",
    "casework.enforcement.warrants",
    "casework.enforcement.orders",
    "casework.enforcement.flags",
    "casework.enforcement.briefings",
    "casework.enforcement.authorities",
    "casework.partners",
    "casework.victims",
    "casework.operations",
    "casework.retention",
    "letters.wording",
    "letters.documents",
    "letters.correspondence",
    "workflows",
    "workflows.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casework.core.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "casework.accounts.middleware.CurrentAccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "casework.accounts.outside.OutsideDoorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "casework.core.middleware.PrivateCacheMiddleware",
    "casework.core.middleware.CaseworkErrorMiddleware",
]

ROOT_URLCONF = "casework.urls"
WSGI_APPLICATION = "casework.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.core.context.frame",
                "workflows.worklist.notices.told",
            ],
            "builtins": ["casework.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "casework.ui.forms.Renderer"

# --- database ---------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'forestall.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions take the one write lock at once, so two writers queue instead of
    # failing; FULL keeps every acknowledged commit through a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Never ATOMIC_REQUESTS: with immediate transactions every page would take the write lock.

# --- jobs ---------------------------------------------------------------------------------------

# retry is counted from the moment a job is fetched and one may wait behind another, so it is
# more than three times the timeout; no catch-up, or an outage ends in a flood.
Q_CLUSTER: dict[str, Any] = {
    "name": "forestall",
    "orm": "default",
    "workers": 2,
    "timeout": 120,
    "retry": 420,
    "queue_limit": 1,
    "bulk": 1,
    "max_attempts": 3,
    "ack_failures": False,
    "catch_up": False,
    "save_limit": 0,
    "recycle": 200,
    "max_rss": 400_000,
    "poll": 0.5,
    "label": "jobs",
}

# --- people and sessions ------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Fifteen minutes without a request ends the sitting; the absolute limit is the cookie's age.
SESSION_IDLE_SECONDS = env.int("FORESTALL_IDLE_SECONDS", 15 * 60)

# --- language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"  # what pages show; the database holds UTC

# --- what leaves and what may come in -----------------------------------------------------------

HTTPS = env.bool("FORESTALL_HTTPS", not DEMONSTRATION)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
# Nothing reaches another site; our own forms need it, or the browser sends no origin with them.
SECURE_REFERRER_POLICY = "same-origin"
# Without it every user behind a proxy would seem to come from the proxy, and be locked out as one.
TRUSTED_PROXIES = env.int("FORESTALL_PROXIES", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "casework.core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, BODY_CLASS_SCRIPT_HASH],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# E-mail says that something waits and where to sign in, never what.
EMAIL_IS_ON = bool(env.str("FORESTALL_EMAIL", ""))
vars().update(env.email_url("FORESTALL_EMAIL", default="dummymail://"))
EMAIL_TIMEOUT = 20  # seconds: a job may take two minutes
DEFAULT_FROM_EMAIL = env.str("FORESTALL_EMAIL_FROM", f"forestall@{ALLOWED_HOSTS[0]}")
SITE_URL = env.str("FORESTALL_SITE", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0]}")
POLICY: dict[str, int] = env.json("FORESTALL_POLICY", default={})
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("FORESTALL_STATIC", str(VAR / "static")))
STATICFILES_DIRS = [ROOT / "casework" / "ui" / "built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"  # nothing is served from it

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- logs: a request id and a code, never a name --------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "casework.core.logs.RequestIdFilter"},
        "keys": {"()": "casework.core.logs.KeyFilter"},
    },
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "keys"],
        }
    },
    # The development server writes every address it is asked for.
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
    "root": {"handlers": ["console"], "level": env.str("FORESTALL_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
