"""One settings file; every difference between sites comes from the environment."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent


def env(name: str, default: str = "") -> str:
    """`BIHUAN_<name>`, or the content of the file that `BIHUAN_<name>_FILE` names (for secrets)."""
    if path := os.environ.get(f"BIHUAN_{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(f"BIHUAN_{name}", default)


def flag(name: str, default: bool) -> bool:
    text = env(name, "1" if default else "0").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"BIHUAN_{name} must be 1 or 0, not {text!r}.")


def whole(name: str, default: int) -> int:
    text = env(name, str(default))
    if not text.isdigit():
        raise ImproperlyConfigured(f"BIHUAN_{name} must be a whole number, not {text!r}.")
    return int(text)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in env(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """`sqlite:///path` or `postgres://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:],
            # Opening costs little, closing the last connection folds the whole log back into the file.
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL, not NORMAL: what was acknowledged must survive a power cut too.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-32000;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
            # Bound by the server and prepared: about a third less work for the database per statement.
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **dict(parse_qsl(parts.query))},
        }
    raise ImproperlyConfigured("BIHUAN_DATABASE must start with sqlite:/// or postgres://.")


def kept_key(path: Path) -> str:
    """A site without a key of its own gets one that stays: sessions survive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        key = os.urandom(32).hex()
        fresh = path.with_name(f"{path.name}.{key[:8]}")
        fresh.touch(mode=0o600)
        fresh.write_text(key, encoding="ascii")
        # Server and watch may start at once: the first key that is whole is everybody's.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii")


VAR = Path(env("VAR", str(ROOT / "var")))
DEBUG = flag("DEBUG", False)
SECRET_KEY = env("SECRET_KEY")
if not SECRET_KEY:
    SECRET_KEY = kept_key(VAR / "secret-key")

ALLOWED_HOSTS = words("HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = words("ORIGINS")
SITE_URL = env("URL", "http://127.0.0.1:8000")
#: Where the live streams are; `serve` opens the port and tells its workers.
LIVE_PORT = whole("LIVE_PORT", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "ninja",
    "bihuan.ground.journal",
    "bihuan.ground.directory",
    "bihuan.ground.standards",
    "bihuan.ground.search",
    "bihuan.engines.cases",
    "bihuan.engines.halls",
    "bihuan.engines.drafts",
    "bihuan.engines.ledger",
    "bihuan.engines.billing",
    "bihuan.engines.payments",
    "bihuan.engines.registers",
    "bihuan.engines.papers",
    "bihuan.engines.outages",
    "bihuan.engines.applications",
    "bihuan.engines.arrears",
    "bihuan.engines.duties",
    "bihuan.engines.inspections",
    "bihuan.engines.rosters",
    "bihuan.reports",
    "bihuan.windows.look",
    "bihuan.windows.portal",
    "bihuan.windows.desk",
    "bihuan.windows.api",
    "bihuan.windows.hall",
    "bihuan.project",
]

MIDDLEWARE = [
    "bihuan.project.middleware.moment",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bihuan.project.middleware.content_security",
    "bihuan.windows.api.middleware.straight",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bihuan.project.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bihuan.project.middleware.actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bihuan.project.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bihuan.project.urls"
WSGI_APPLICATION = "bihuan.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "bihuan.project.jinja.environment",
            "context_processors": ["bihuan.project.jinja.one_token"],
            "auto_reload": DEBUG,
        },
    },
]

DATABASES = {"default": database(env("DATABASE", f"sqlite:///{VAR / 'bihuan.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "bihuan.ground.directory.backends.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# In the database, not in a cache of the process: a logout must hold in every worker at once.
SESSION_ENGINE = "bihuan.project.sessions"
SESSION_COOKIE_SECURE = SITE_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "bihuan_language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "windows" / "static"]
WHITENOISE_USE_FINDERS = flag("STATIC_FROM_SOURCE", True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Collected files are compressed and named by their content; from the source they are served as they lie there.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
ATTACHMENT_MAX_BYTES = whole("ATTACHMENT_MAX_BYTES", 10 * 1024 * 1024)

PACKS_DIR = Path(env("PACKS", str(ROOT / "packs" if (ROOT / "packs").is_dir() else PACKAGE / "packs")))
HOLIDAYS_DIR = Path(env("HOLIDAYS", str(VAR / "holidays")))

EMAIL_HOST = env("SMTP_HOST")
EMAIL_PORT = whole("SMTP_PORT", 25)
EMAIL_HOST_USER = env("SMTP_USER")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD")
EMAIL_USE_TLS = flag("SMTP_TLS", False)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "bihuan@localhost")
SMS_DRIVER = env("SMS_DRIVER", "console")
SMS_HTTP_URL = env("SMS_HTTP_URL")
SMS_HTTP_TOKEN = env("SMS_HTTP_TOKEN")
REMINDER_HOURS = env("REMINDER_HOURS", "08:00-21:00")
#: What pages call the organisation, and the number to call.
SITE_NAME = env("NAME")
SITE_PHONE = env("PHONE")
#: How hard a phone is shaken to find the nearest hall, in m/s².
SHAKE_THRESHOLD = whole("SHAKE_THRESHOLD", 15)
FOOTER_ICP = env("ICP")
FOOTER_POLICE = env("POLICE_RECORD")
DEMO = flag("DEMO", False)
#: Payments go to a gateway of our own that only practises: for the demo and for tests, never on a site.
PRACTICE_GATEWAY = flag("PRACTICE_GATEWAY", DEMO)
#: Who may be tried on a demo: `bihuan demo` writes it, the sign-in page shows it.
DEMO_LOGINS = VAR / "demo-logins.json"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    # A visitor's mistake is not the operator's: only failures of ours are worth a line.
    "loggers": {"django.request": {"level": "ERROR"}},
}
#: Widgets are made by the same engine as pages; the other one takes three times as long.
FORM_RENDERER = "django.forms.renderers.Jinja2"
