"""Addresses of one's own account, below /tai-khoan/; what is not listed is not offered."""

from django.urls import path

from cms.accounts import directories, views

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("xac-nhan/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("xac-nhan/ma/", views.EnterCodeAgain.as_view(), name="mfa_reauthenticate"),
    path("xac-nhan/danh-ba/<slug:name>/", directories.confirm, name="account_confirm"),
    path("mat-khau/", views.ChangePassword.as_view(), name="account_change_password"),
    path("mat-khau/quen/", views.ForgotPassword.as_view(), name="account_reset_password"),
    path("mat-khau/quen/da-gui/", views.LetterSent.as_view(), name="account_reset_password_done"),
    path(
        "mat-khau/moi/<str:uidb36>/<str:key>/",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "mat-khau/da-doi/",
        views.PasswordReset.as_view(),
        name="account_reset_password_from_key_done",
    ),
    path("ma/", views.EnterCode.as_view(), name="mfa_authenticate"),
    path("hai-lop/", views.SecondFactor.as_view(), name="mfa_index"),
    path("hai-lop/bat/", views.Activate.as_view(), name="mfa_activate_totp"),
    path("hai-lop/tat/", views.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("hai-lop/du-phong/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "hai-lop/du-phong/moi/",
        views.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "hai-lop/du-phong/tai-ve/",
        views.RecoveryCodesFile.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("phien/", views.sessions, name="usersessions_list"),
    path("phien/khac/ket-thuc/", views.end_other_sessions, name="end_other_sessions"),
    path("phien/<int:pk>/ket-thuc/", views.end_session, name="end_session"),
    path("sso/loi/", directories.failed, name="socialaccount_login_error"),
    path("sso/huy/", directories.failed, name="socialaccount_login_cancelled"),
    path("sso/oidc/<slug:provider_id>/", directories.oidc_sign_in, name="openid_connect_login"),
    path("sso/oidc/<slug:provider_id>/ve/", directories.oidc_back, name="openid_connect_callback"),
    path("sso/saml/<slug:organization_slug>/", directories.saml_sign_in, name="saml_login"),
    path("sso/saml/<slug:organization_slug>/acs/", directories.saml_answer, name="saml_acs"),
    path("sso/saml/<slug:organization_slug>/ve/", directories.saml_back, name="saml_finish_acs"),
    path(
        "sso/saml/<slug:organization_slug>/metadata/",
        directories.saml_metadata,
        name="saml_metadata",
    ),
    path("sso/saml/<slug:organization_slug>/sls/", directories.no_single_sign_out, name="saml_sls"),
]
