"""The pages on which an agency's administrator keeps its staff and reads what happened at the door."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import views as auth
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lodged.core.errors import LodgedError
from lodged.register.models import Role, User
from lodged.signin import attempts, staff
from lodged.signin.adapters import is_from_provider
from lodged.signin.log import note
from lodged.signin.models import Kind
from lodged.signin.staff_forms import AddStaffForm, FirstPasswordForm
from lodged.web.access import on_record, private, staff_of

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@on_record(staff.MAY_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """List the staff, and add to it."""
    by = staff_of(request)
    form = AddStaffForm(request.POST or None)
    link = None
    if request.method == "POST" and form.is_valid():
        try:
            added, link = staff.add(
                by, form.cleaned_data["username"], form.cleaned_data["role"], request=request
            )
        except LodgedError as error:
            form.add_error("username", str(error))
        else:
            return _with_link(request, added, link)
    return _list(request, form, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD"])
@on_record(staff.MAY_MANAGE)
def member(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show one account and what can be done with it."""
    by = staff_of(request)
    user = get_object_or_404(staff.staff_of_agency(by), pk=user_id)
    context = {
        "member": user,
        "is_self": user.pk == by.pk,
        "roles": Role.choices,
        "locked_until": attempts.locked_until(user.get_username()),
        "has_factor": Authenticator.objects.filter(user=user).exists(),
        "from_provider": is_from_provider(user),
        "events": [event for event in staff.log_of_agency(by) if event.user_id == user.pk][:ROWS_A_PAGE],
    }
    return private(render(request, "signin/member.html", context))


@require_POST
@on_record(staff.MAY_MANAGE)
def change(request: HttpRequest, user_id: int, what: str) -> HttpResponse:
    """Do one thing with one account."""
    by = staff_of(request)
    user = get_object_or_404(staff.staff_of_agency(by), pk=user_id)
    try:
        if what == "link":
            return _with_link(request, user, staff.new_link(by, user, request=request))
        if what == "role":
            staff.change_role(by, user, request.POST.get("role", ""), request=request)
            done = "The role is changed."
        elif what == "signature":
            staff.set_signature(by, user, request.POST.get("title", ""), request.POST.get("phone", ""))
            done = "The title and the number are saved. The next letter carries them."
        else:
            act, done = ACTS.get(what, (None, ""))
            if act is None:
                raise staff.StaffError("Nothing of that kind can be done with an account.")
            act(by, user, request=request)
    except LodgedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("staff-member", user_id=user.pk)


Change = Callable[..., None]
ACTS: dict[str, tuple[Change, str]] = {
    "close": (staff.close, "The account is closed and its sessions are ended."),
    "reopen": (staff.reopen, "The account is open again."),
    "lift": (staff.lift_lockout, "The lock is lifted."),
    "reset": (staff.reset_factors, "The second factors are removed. They add new ones at the next sign-in."),
}


@require_safe
@on_record(staff.MAY_READ_LOG)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Sign-in history, newest first."""
    paginator = Paginator(staff.log_of_agency(staff_of(request)), ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {"page": page, "pages": paginator.get_elided_page_range(page.number, on_each_side=1)}
    return private(render(request, "signin/sign_ins.html", context))


class SetUpView(auth.PasswordResetConfirmView):
    """Where a new member of staff chooses a password, once, by the address an administrator gave them."""

    template_name = "signin/set_up.html"
    form_class = FirstPasswordForm
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: FirstPasswordForm) -> HttpResponse:
        """Keep the password, and say what comes next."""
        answer = super().form_valid(form)
        if isinstance(self.user, User):
            note(Kind.PASSWORD_CHANGED, self.user, request=self.request, words="set-up link")
        messages.success(self.request, "Your password is kept. Sign in with it now.")
        return answer


def _list(request: HttpRequest, form: AddStaffForm, status: int) -> HttpResponse:
    by = staff_of(request)
    rows = [(user, attempts.locked_until(user.get_username())) for user in staff.staff_of_agency(by)]
    context = {"rows": rows, "form": form, "agency": by.agency}
    return private(render(request, "signin/staff.html", context, status=status))


def _with_link(request: HttpRequest, user: User, link: str) -> HttpResponse:
    return private(render(request, "signin/link.html", {"member": user, "link": link}))
