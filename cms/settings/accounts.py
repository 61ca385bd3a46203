"""Signing in: local passwords, second factor, the agency's directory (OpenID Connect, SAML)."""

from datetime import timedelta

from cms.settings.environment import env
from cms.settings.providers import read_providers

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    # First: whoever is locked out is refused before a password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "cms.accounts.backends.RoleBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email", "phone")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/admin/"

# Without local sign-in only the directory opens the door, and break-glass accounts.
LOCAL_SIGN_IN = env.bool("ISO_LOCAL_SIGN_IN", default=True)
# Roles that need a second factor beside a password; «*» means everybody.
MFA_REQUIRED_ROLES = frozenset(env.list("ISO_MFA_REQUIRED", default=[]))

# allauth: https://docs.allauth.org/en/latest/account/configuration.html
ACCOUNT_ADAPTER = "cms.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Its limits live in a cache, which each web process has for itself; ours are rows (axes, and
# cms.accounts.guessing for codes).
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "cms.accounts.forms.SignInForm",
    "reauthenticate": "cms.accounts.forms.ReauthenticateForm",
    "change_password": "cms.accounts.forms.ChangePasswordForm",
    "reset_password": "cms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cms.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "cms.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# A telephone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "ISO điện tử"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "cms.accounts.forms.CodeForm",
    "reauthenticate": "cms.accounts.forms.CodeAgainForm",
    "activate_totp": "cms.accounts.forms.ActivateForm",
    "deactivate_totp": "cms.accounts.forms.DeactivateForm",
    "generate_recovery_codes": "cms.accounts.forms.RecoveryCodesForm",
}
SOCIALACCOUNT_ADAPTER = "cms.accounts.adapters.DirectoryAdapter"
# A link leads to the directory at once: a form's answer may not lead elsewhere under form-action.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SIGN_IN_PROVIDERS = env.str("ISO_SIGN_IN_PROVIDERS", default="")
SOCIALACCOUNT_PROVIDERS = read_providers(SIGN_IN_PROVIDERS)
USERSESSIONS_TRACK_ACTIVITY = False

# axes: https://django-axes.readthedocs.io/en/latest/4_configuration.html
AXES_FAILURE_LIMIT = env.int("ISO_SIGN_IN_ATTEMPTS", default=10)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("ISO_SIGN_IN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Whoever goes on trying does not keep the owner out for longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "cms.accounts.guessing.attempt_name"
AXES_CLIENT_IP_CALLABLE = "cms.accounts.guessing.client_ip"
AXES_LOCKOUT_CALLABLE = "cms.accounts.guessing.locked_page"
# What was typed is kept nowhere: people type passwords into the field of the name.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "csrfmiddlewaretoken"]

# Wagtail's own ways round the door: its password and e-mail fields, its reset.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False

# Letters for forgotten passwords; without a server people ask their administrator.
_MAIL = env.str("ISO_EMAIL", default="")
MAIL_ENABLED = bool(_MAIL)
_MAIL_SETTINGS = env.email_url_config(_MAIL) if _MAIL else {}
EMAIL_BACKEND = _MAIL_SETTINGS.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = _MAIL_SETTINGS.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _MAIL_SETTINGS.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _MAIL_SETTINGS.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _MAIL_SETTINGS.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _MAIL_SETTINGS.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _MAIL_SETTINGS.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("ISO_EMAIL_FROM", default="iso@localhost")
