"""Every address of the instance."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.urls import URLPattern, URLResolver, include, path

from lodged.web.forms import SignInForm

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "sign-in/",
        auth.LoginView.as_view(template_name="web/sign_in.html", authentication_form=SignInForm),
        name="sign-in",
    ),
    path("sign-out/", auth.LogoutView.as_view(), name="sign-out"),
    path("", include("lodged.public.urls")),
    path("", include("lodged.desk.urls")),
]

handler400 = "lodged.web.errors.bad_request"
handler403 = "lodged.web.errors.forbidden"
handler404 = "lodged.web.errors.not_found"
handler500 = "lodged.web.errors.our_mistake"
