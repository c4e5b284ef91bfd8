"""Every deployment fact, read from the environment here and nowhere else.

`.env.example` explains each variable. The defaults are safe for the open internet;
`manage.py` declares the local case for every command except `serve`.
"""

import time
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from tictac.brokers import MEMORY, layer_of
from tictac.databases import with_options
from tictac.logs import logging_for
from tictac.secret import read_or_make

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# manage.py says what it runs: "serve", "check" (how `serve` would be), else "local".
PROFILE = env.str("TICTAC_PROFILE", default="serve")
STARTED = env.float("TICTAC_STARTED", default=time.time())

VAR_DIR = BASE_DIR / env.str("VAR_DIR", default="var")
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=PROFILE != "local")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
ALLOWED_ORIGINS = env.list("ALLOWED_ORIGINS", default=[])
METRICS_ALLOW = env.list("METRICS_ALLOW", default=["127.0.0.1", "::1"])
CHROMIUM_PATH = env.str("CHROMIUM_PATH", default="")
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and PROFILE != "serve":
    try:
        SECRET_KEY = read_or_make(VAR_DIR / "secret_key")
    except OSError as error:
        sentence = f"Cannot write to {VAR_DIR}: {error.strerror}."
        raise ImproperlyConfigured(sentence) from error
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set; put a long random one into the environment or .env."
    )

# What one socket may do before it is told to slow down, and then closed.
SOCKET_BURST = env.int("SOCKET_BURST", default=20)
SOCKET_RATE = env.float("SOCKET_RATE", default=10)
SOCKET_SEND_TIMEOUT = env.float("SOCKET_SEND_TIMEOUT", default=5)
SOCKET_SILENCE = env.float("SOCKET_SILENCE", default=30)
EVICT_AFTER = env.float("EVICT_AFTER", default=60)
POSITION_CHECK = env.float("POSITION_CHECK", default=2)
ABANDON_AFTER = env.int("ABANDON_AFTER", default=86_400)
PRUNE_AFTER = env.int("PRUNE_AFTER", default=604_800)

INSTALLED_APPS = [
    "tictac",
    "daphne",
    "django.contrib.admin.apps.SimpleAdminConfig",  # tictac.urls finds what it shows
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "game",
    "home",
]
MIDDLEWARE = [
    "tictac.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "game.identity.GuestMiddleware",
    "home.errors.BannedMiddleware",
]
ROOT_URLCONF = "tictac.urls"
ASGI_APPLICATION = "tictac.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "APP_DIRS": True,  # the admin's own
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.prefs.page",
            ]
        },
    }
]

DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES = {
    "default": with_options(
        env.db_url_config(DATABASE_URL)
        if DATABASE_URL
        else {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(VAR_DIR / "db.sqlite3"),
        },
        pool=env.int("DATABASE_POOL", default=6),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="")
CHANNEL_LAYER_URL = env.str("CHANNEL_LAYER_URL", default="") or REDIS_URL or MEMORY
CHANNEL_LAYERS = {"default": layer_of(CHANNEL_LAYER_URL)}

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend" / "static"]
PLAIN_STORAGE = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_STORAGE = "tictac.storage.HashedStorage"
STORAGES = {"staticfiles": {"BACKEND": PLAIN_STORAGE if DEBUG else HASHED_STORAGE}}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "frontend" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = ALLOWED_ORIGINS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=HTTPS)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 65_536
DATA_UPLOAD_MAX_NUMBER_FIELDS = 150  # the admin's lists have a hundred rows to tick

LOGGING = logging_for(
    env.str("LOG_FORMAT", default="plain"), env.str("LOG_LEVEL", default="WARNING")
)
