"""Addresses of accounts, profiles and the directory."""

from __future__ import annotations

from django.urls import include, path

from . import views

app_name = "people"

account_patterns = [
    path("connexion/", views.SignIn.as_view(), name="sign_in"),
    path("connexion/demonstration/", views.demo_sign_in, name="demo_sign_in"),
    path("deconnexion/", views.SignOut.as_view(), name="sign_out"),
    path("mot-de-passe/", views.PasswordReset.as_view(), name="password_reset"),
    path("mot-de-passe/envoye/", views.PasswordResetDone.as_view(), name="password_reset_done"),
    path(
        "mot-de-passe/<uidb64>/<token>/",
        views.PasswordResetConfirm.as_view(),
        name="password_reset_confirm",
    ),
    path("invitation/<uidb64>/<token>/", views.SetPassword.as_view(), name="set_password"),
    path("profil/", views.profile, name="profile"),
]

urlpatterns = [
    path("compte/", include(account_patterns)),
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/<slug:slug>/", views.person, name="person"),
]
