"""Settings: one file, typed by use, loud when wrong. Every variable is told in docs/settings.md."""

import json
import os
from ipaddress import ip_network
from pathlib import Path

import dj_database_url
import django
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("LINLI_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)
# Data sets that are no part of the product: the published tables of `linli demo --real`.
SHARED = Path(os.environ.get("LINLI_SHARED", ROOT.parent / "shared"))


def _flag(name: str, default: bool) -> bool:
    text = os.environ.get(name, "1" if default else "0")
    if text not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {text!r}.")
    return text == "1"


DEBUG = _flag("LINLI_DEBUG", False)
DEMO = _flag(
    "LINLI_DEMO", False
)  # shows the demo sign-ins on the sign-in page; never set it where real people are

SECRET_KEY = os.environ.get("LINLI_SECRET_KEY", "")
if not SECRET_KEY:
    key_file = VAR / "secret_key"
    if not key_file.exists():
        key_file.write_text(os.urandom(48).hex())
        key_file.chmod(0o600)
    SECRET_KEY = key_file.read_text().strip()

ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LINLI_ORIGINS", "").split(",") if o]
BASE_URL = os.environ.get("LINLI_BASE_URL", "http://127.0.0.1:8000")  # printed in QR codes and messages

INSTALLED_APPS = [
    "linli.cockpit",
    "linli.whistles",
    "linli.triage",
    "linli.channels",
    "linli.callbacks",
    "linli.needs",
    "linli.cases",
    "linli.organisation",
    "linli.places",
    "linli.methods",
    "linli.accounts",
    "linli.core",
    "django_linear_migrations",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.core.middleware.ForPeople",
    "linli.organisation.middleware.ActorFromPosts",
    "linli.core.middleware.Failures",
]
# Inside ForPeople, in this order; requests under /api/ carry none of it.
PAGE_MIDDLEWARE = [
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.accounts.middleware.SessionLimits",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [
            ROOT / "linli" / app / "templates"
            for app in (
                "core",
                "accounts",
                "methods",
                "places",
                "organisation",
                "cases",
                "whistles",
                "triage",
                "channels",
                "callbacks",
                "needs",
                "cockpit",
            )
        ]
        + [Path(django.__file__).parent / "forms/jinja2"],  # its widgets, after ours
        "OPTIONS": {
            "environment": "linli.core.jinja.environment",
            "context_processors": ["linli.core.shell.context"],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'linli.sqlite3'}"))
}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL, not NORMAL: an acknowledged matter must survive a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
    }

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["sign_in_name"]},
    },
]
LOGIN_URL = "accounts:sign_in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_MIN = int(os.environ.get("LINLI_SESSION_IDLE_MIN", "120"))
SESSIONS_PER_ACCOUNT = int(os.environ.get("LINLI_SESSIONS_PER_ACCOUNT", "3"))

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:", *os.environ.get("LINLI_TILE_ORIGINS", "").split()],
    "style-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English"), ("zh-hant", "繁體中文")]
LOCALE_PATHS = [ROOT / "linli" / "core" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
# Photographs: the local disk, or any S3-compatible store (pip install linli[s3]) when a bucket is named.
PHOTO_STORE = {
    "BACKEND": "linli.core.files.storage.DurableFiles",
    "OPTIONS": {"location": VAR / "files"},
}
if S3_BUCKET := os.environ.get("LINLI_S3_BUCKET", ""):
    PHOTO_STORE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": os.environ.get("LINLI_S3_ENDPOINT") or None,
            "region_name": os.environ.get("LINLI_S3_REGION") or None,
            "access_key": os.environ.get("LINLI_S3_ACCESS_KEY") or None,
            "secret_key": os.environ.get("LINLI_S3_SECRET_KEY") or None,
            "default_acl": None,  # the bucket is private; pictures are shown through signed links of ours
        },
    }
STORAGES = {
    "default": PHOTO_STORE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Django's own engine for widgets took two fifths of the time of a case's page, which carries a dozen forms.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # a desk may select a page of rows and more
PHOTO_MAX_BYTES = 20_000_000
PHOTOS_PER_STEP = 6

# Mail: without a server messages are withheld and say so.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("LINLI_MAIL_FROM", "linli@localhost")
SMTP_TLS = os.environ.get("LINLI_SMTP_TLS", "starttls")
if SMTP_TLS not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured(f"LINLI_SMTP_TLS must be starttls, tls or none, not {SMTP_TLS!r}.")
MAILERS = {}
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # no server is a choice, and what it costs is said where it shows
if SMTP_HOST := os.environ.get("LINLI_SMTP_HOST", ""):
    MAILERS["default"] = {
        "BACKEND": "linli.core.outgoing.mail.EdgeBackend",
        "OPTIONS": {
            "host": SMTP_HOST,
            "port": int(os.environ.get("LINLI_SMTP_PORT", "0")) or None,
            "username": os.environ.get("LINLI_SMTP_USER", ""),
            "password": os.environ.get("LINLI_SMTP_PASSWORD", ""),
            "use_tls": SMTP_TLS == "starttls",
            "use_ssl": SMTP_TLS == "tls",
            "timeout": 15,
        },
    }
# Incoming letters: imaps://host:port/FOLDER. Without it no mailbox is looked into.
IMAP_URL = os.environ.get("LINLI_IMAP_URL", "")
if IMAP_URL and not IMAP_URL.startswith(("imaps://", "imap://", "imap+plain://")):
    raise ImproperlyConfigured(f"LINLI_IMAP_URL must begin with imaps:// or imap://, not {IMAP_URL!r}.")
IMAP_USER = os.environ.get("LINLI_IMAP_USER", "")
IMAP_PASSWORD = os.environ.get("LINLI_IMAP_PASSWORD", "")
# Web-hooks are signed with a secret per receiver, derived from this one.
WEBHOOK_SECRET = os.environ.get("LINLI_WEBHOOK_SECRET", "") or SECRET_KEY
WEBHOOK_NETWORKS = [ip_network(text) for text in os.environ.get("LINLI_WEBHOOK_NETWORKS", "").split()]
# The district's gateways: "body" is what they are posted, with {to}, {subject}, {text} and {key} filled in.
GATEWAYS = {
    "sms": {
        "url": os.environ.get("LINLI_SMS_URL", ""),
        "token": os.environ.get("LINLI_SMS_TOKEN", ""),
        "body": json.loads(
            os.environ.get("LINLI_SMS_BODY", '{"to": "{to}", "text": "{text}", "id": "{key}"}')
        ),
        "success": os.environ.get("LINLI_SMS_SUCCESS", ""),
        "tells_repeats": _flag("LINLI_SMS_TELLS_REPEATS", False),
    },
    "wechat": {
        "url": os.environ.get("LINLI_WECHAT_URL", ""),
        "token": os.environ.get("LINLI_WECHAT_TOKEN", ""),
        "body": json.loads(
            os.environ.get("LINLI_WECHAT_BODY", '{"to": "{to}", "text": "{text}", "id": "{key}"}')
        ),
        "success": os.environ.get("LINLI_WECHAT_SUCCESS", ""),
        "tells_repeats": _flag("LINLI_WECHAT_TELLS_REPEATS", False),
    },
}
WECOM_URL = os.environ.get("LINLI_WECOM_URL", "")

AUDIT_DIGEST = os.environ.get("LINLI_AUDIT_DIGEST", "sha256")  # or sm3, where OpenSSL offers it
TASK_KEEP_DAYS = int(
    os.environ.get("LINLI_TASK_KEEP_DAYS", "7")
)  # how long finished tasks stay to be looked at
TASKS = {"default": {"BACKEND": "linli.core.tasks.backend.LeasedBackend"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LINLI_LOG_LEVEL", "INFO")},
}
