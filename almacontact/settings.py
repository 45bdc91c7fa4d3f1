"""Settings: one file, read from the environment by typed readers that fail loudly. No variable is needed to start."""

from pathlib import Path
from typing import Any

import environ
import font_source_sans_pro
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)  # `make run` sets it; a server never has it by omission
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
STATE_DIR.mkdir(parents=True, exist_ok=True)


_KEPT_KEY = STATE_DIR / "secret_key"
LOCAL = DEBUG or (not env.str("SECRET_KEY", default="") and _KEPT_KEY.exists())
"""One machine for one person: where `make run` was, commands from the shell find its key and its mailbox again."""


def _secret_key() -> str:
    """Return SECRET_KEY from the environment, or the one kept in the state folder of a local installation."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    if not LOCAL:
        raise ImproperlyConfigured(
            "Set SECRET_KEY, a long random text. On your own machine run `make run` first: it makes a key and keeps it."
        )
    try:
        with _KEPT_KEY.open("x") as file:
            file.write(get_random_secret_key())
        _KEPT_KEY.chmod(0o600)
    except FileExistsError:
        pass
    return _KEPT_KEY.read_text() or get_random_secret_key()


SECRET_KEY = _secret_key()


_KEPT_SEAL_KEY = STATE_DIR / "seal_key"


def _seal_keys() -> dict[str, str]:
    """Return SEAL_KEYS (`id:key,id:key`) by their ids, the current one first; on one's own machine the one kept there.

    They seal what is signed and stay outside the database: whoever has that alone cannot seal anew what they changed.
    """
    given = env.str("SEAL_KEYS", default="")
    if not given and not LOCAL:
        raise ImproperlyConfigured(
            "Set SEAL_KEYS, as id:key with a long random text for the key. What is signed is sealed with it; keep it "
            "for as long as the signatures. To change it put the new one first and leave the old one behind it."
        )
    if not given:
        try:
            with _KEPT_SEAL_KEY.open("x") as file:
                _KEPT_SEAL_KEY.chmod(0o600)
                file.write(f"local:{get_random_secret_key().replace(',', '.')}")
        except FileExistsError:
            pass
        given = _KEPT_SEAL_KEY.read_text()
    pairs = [one.strip().partition(":") for one in given.split(",") if one.strip()]
    if any(not name or len(key) < 16 for name, _colon, key in pairs):
        raise ImproperlyConfigured("Each of SEAL_KEYS is id:key, and a key has sixteen characters or more.")
    return {name: key for name, _colon, key in pairs}


SEAL_KEYS = _seal_keys()
WITNESS_EMAIL = env.str("WITNESS_EMAIL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "almacontact.accounts",
    "almacontact.audit",
    "almacontact.approvals",
    "almacontact.attachments",
    "almacontact.jobs",
    "almacontact.web",
    "pipeline",
    "proposals",
    "quality",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "django_htmx",
    "django_filters",
    "csp",
    "js_lib_bootstrap5",
    "js_lib_bootstrap_icons",
    "js_lib_tabulator",
    "almacontact.accounts.admin_config.TechnicalAdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "almacontact.web.standing.StandingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "almacontact.web.failures.EncodingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "almacontact.web.middleware.LanguageMiddleware",
    "almacontact.web.middleware.FilesMiddleware",
    "almacontact.web.middleware.RefusalMiddleware",
    "almacontact.web.middleware.DraftMiddleware",
    "almacontact.web.once.OnceMiddleware",
    "almacontact.accounts.middleware.FirstStepsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "almacontact.urls"
WSGI_APPLICATION = "almacontact.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "almacontact.web.context_processors.frame",
            ],
        },
    },
]

FORM_RENDERER = "almacontact.web.forms.Renderer"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'almacontact.sqlite3'}")}
# Actions open their own transactions, as short as they can be: a page is not rendered inside one.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock when a transaction starts: select_for_update does nothing on SQLite, and of two
    # transactions that read first and then write, the second would fail at once ("locked") instead of waiting its turn.
    # With recursive_triggers, what REPLACE deletes asks the rules of the database as well (docs/guarantees.md).
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
                " PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536;"
            ),
        }
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Celery: Redis where there is one, else a folder of files -------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
CELERY_TIMEZONE = "America/Bogota"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", default=False)
if REDIS_URL:
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 3600,
        # For a worker, which waits for messages; a page that asks for a job waits less (`jobs.actions.publish`).
        "socket_timeout": 3,
        "socket_connect_timeout": 1,
        "connect_retries_timeout": 1,
        "max_retries": 1,
        "interval_start": 0.1,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }
    _shared: dict[str, Any] = {
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    }
    CACHES = {
        "default": {"BACKEND": "almacontact.shared_cache.SpareCache", **_shared},
        "shared": {"BACKEND": "almacontact.shared_cache.SharedCache", **_shared},
    }
else:
    _queue = STATE_DIR / "queue"
    for _folder in ("messages", "control", "processed"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "processed_folder": str(_queue / "processed"),
        "store_processed": False,
        "polling_interval": 0.2,  # seconds
    }
    # Sign-in throttling counts in a cache that every process shares.
    _shared = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(STATE_DIR / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 5000},  # the default of 300 would let a flood push the counts out
    }
    CACHES = {"default": _shared, "shared": _shared}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "remind of approvals and escalate them": {
        "task": "approvals.chase",
        "schedule": 3600.0,
        "options": {"expires": 1800},
    },
    "publish what no worker heard of": {
        "task": "jobs.sweep",
        "schedule": env.float("SWEEP_EVERY", default=15.0),  # seconds
        "options": {"expires": 15},
    },
    "compute the indicators": {
        "task": "quality.compute_indicators",
        "schedule": crontab(hour="5", minute="15"),
        "options": {"expires": 6 * 3600},
    },
    "remind of requests and check lists": {
        "task": "proposals.remind",
        "schedule": crontab(hour="7", minute="0"),
        "options": {"expires": 6 * 3600},
    },
    "remind of offers that lapse": {
        "task": "proposals.remind_validity",
        "schedule": crontab(hour="7", minute="5"),
        "options": {"expires": 6 * 3600},
    },
    "seal what was written": {"task": "audit.seal", "schedule": 60.0, "options": {"expires": 50}},
    "check all that is sealed": {
        "task": "audit.check",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 6 * 3600},
    },
    "tell the witness": {
        "task": "audit.tell_witness",
        "schedule": crontab(hour="6", minute="0"),
        "options": {"expires": 6 * 3600},
    },
    "look at the rules of the database": {
        "task": "audit.look_at_rules",
        "schedule": crontab(hour="2", minute="30"),
        "options": {"expires": 6 * 3600},
    },
    "forget old jobs": {"task": "jobs.prune", "schedule": 24 * 3600.0, "options": {"expires": 3600}},
}

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds in which a link to set a password works
ACCOUNT_ADAPTER = "almacontact.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "almacontact.accounts.sign_in_forms.LoginForm",
    "reauthenticate": "almacontact.accounts.sign_in_forms.ReauthenticateForm",
    "change_password": "almacontact.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "almacontact.accounts.sign_in_forms.SetPasswordForm",
    "reset_password": "almacontact.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "almacontact.accounts.sign_in_forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # a signature asks for the password again after five minutes
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tell people when their password or second factor changes
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Wrong codes of the second factor, past the password. Wrong passwords are counted by `accounts.tries`.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
# How many proxies of ours stand in front and write X-Forwarded-For; with none the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator vouches for the address; nobody chooses their own
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Almacontact Comercial"
MFA_TOTP_TOLERANCE = 1  # steps of half a minute by which the clock of a phone may differ
MFA_FORMS = {
    "authenticate": "almacontact.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "almacontact.accounts.sign_in_forms.CodeAgainForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- Language, time, money ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "es-co"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Bogota"

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", Path(font_source_sans_pro.__file__).parent / "files"),  # the typeface of documents
]
STATIC_ROOT = STATE_DIR / "static"
MEDIA_ROOT = STATE_DIR / "media"
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "almacontact.web.static_files.HashedFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- E-mail: where no server is given, a folder of .eml files on one's own machine, and nothing at all on a server ----
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Almacontact Comercial <comercial@almacontact.example>")
if env.str("EMAIL_URL", default=""):
    _given = env.email_url("EMAIL_URL")
    vars().update(_given)
    if _given["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        EMAIL_BACKEND = "almacontact.outgoing.MailServer"
elif LOCAL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(STATE_DIR / "mailbox")
else:
    EMAIL_BACKEND = "almacontact.outgoing.NoServer"
EMAIL_TIMEOUT = 10
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")

# --- History --------------------------------------------------------------------------------------------------------
SIMPLE_HISTORY_DATE_INDEX = "Composite"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# --- Security -------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "almacontact.web.failures.stale_page"
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # A promise that takes months to take back: only for whoever asks for it.
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
    SILENCED_SYSTEM_CHECKS = ["security.W021"]  # it asks for that promise
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # It warns of every rule of a style sheet that is meant for screens.
    "loggers": {"weasyprint": {"level": "ERROR"}},
}
