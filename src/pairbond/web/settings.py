"""Django's settings, made from :mod:`pairbond.web.configuration`."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from pairbond.app.envelope import derived_key
from pairbond.library.paths import CONTENT
from pairbond.version import VERSION
from pairbond.web.configuration import database, read_configuration
from pairbond.web.keys import DJANGO, master_key

HERE = Path(__file__).resolve().parent
PAIRBOND = read_configuration()

SECRET_KEY = derived_key(master_key(PAIRBOND.key_file), DJANGO).hex()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *([PAIRBOND.host] if PAIRBOND.host else [])]
CSRF_TRUSTED_ORIGINS = [PAIRBOND.site] if PAIRBOND.site else []

LANGUAGES = [("en", _("English"))]

INSTALLED_APPS = [
    "pairbond.web.accounts",
    "pairbond.web.take",
    "pairbond.web.couples",
    "pairbond.web.reports",
    "pairbond.web.days",
    "pairbond.web.chats",
    "pairbond.web.ops",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]
MIDDLEWARE = [
    "pairbond.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # with one language there is none to find out
    *(["django.middleware.locale.LocaleMiddleware"] if len(LANGUAGES) > 1 else []),
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pairbond.web.accounts.idle.IdleMiddleware",
    "pairbond.web.accounts.unlocked.UnlockedMiddleware",
    "pairbond.web.access.AccessMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "pairbond.web.urls"
WSGI_APPLICATION = "pairbond.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pairbond.web.page.every_page",
            ],
        },
    }
]
FORM_RENDERER = "pairbond.web.page.FormRenderer"
DATABASES = {"default": database(PAIRBOND)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- language, time ----
LANGUAGE_CODE = "en"
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---- static files: bundled, no outside address ----
STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static", ("fonts", str(CONTENT / "fonts"))]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",  # the account library's passkey scripts
]
STATIC_VERSION = VERSION
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# ---- accounts ----
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["pairbond.web.accounts.backend.NameBackend"]
PASSWORD_HASHERS = ["pairbond.web.accounts.hasher.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "pairbond.web.accounts.validators.TooFewCharacters"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "pairbond.web.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "pairbond.web.accounts.forms.SignupForm",
    "login": "pairbond.web.accounts.forms.LoginForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name_index"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "welcome"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = False  # names are no addresses; a taken one has to be told
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# The account library's own limits stay.
ACCOUNT_RATE_LIMITS = {"chat": "6/m/key,40/h/key", "unlock": "5/5m/key"}
ACCOUNT_USER_DISPLAY = "pairbond.web.accounts.adapter.nobody"
ALLAUTH_TRUSTED_PROXY_COUNT = PAIRBOND.proxies
MFA_FORMS = {
    "add_webauthn": "pairbond.web.accounts.forms.AddPasskeyForm",
    "login_webauthn": "pairbond.web.accounts.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "pairbond.web.accounts.forms.PasskeyAgainForm",
}
MFA_ADAPTER = "pairbond.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = PAIRBOND.title
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PAIRBOND.https

# ---- sessions and cookies ----
IDLE_SECONDS = 600
SESSION_ENGINE = "pairbond.web.accounts.store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-s" if PAIRBOND.https else "s"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PAIRBOND.https
UNLOCK_COOKIE_NAME = "__Host-u" if PAIRBOND.https else "u"
CSRF_COOKIE_NAME = "__Host-c" if PAIRBOND.https else "c"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PAIRBOND.https
CSRF_FAILURE_VIEW = "pairbond.web.page.stale_form"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PAIRBOND.https else None
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PAIRBOND.https else 0
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
FILE_UPLOAD_HANDLERS = ["pairbond.web.chats.upload.NoFiles"]  # one page takes files, into memory
DATA_UPLOAD_MAX_NUMBER_FILES = 40
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
CACHES = {
    "default": {
        "BACKEND": "pairbond.web.limits.SharedCounts",
        "LOCATION": PAIRBOND.data / "counts",
        "KEY_FUNCTION": "pairbond.web.limits.fingerprint",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# ---- logs: no address, no query, no answers ----
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy redirects to https
    "security.W005",
    "security.W021",  # other names of the same domain are not ours to decide
    "security.W002",  # X-Frame-Options comes from our own middleware
]
if not PAIRBOND.https:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W012", "security.W016"]
