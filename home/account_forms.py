"""What people may post about their account; what is wrong with it, games say."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST: Final = 128  # of a password


def _name(**attributes: Any) -> forms.CharField:
    attributes = {"class": "input", "spellcheck": "false", **attributes}
    return forms.CharField(
        label=_("Name"), max_length=20, widget=forms.TextInput(attributes)
    )


def _password(label: Any, kind: str) -> forms.CharField:
    attributes = {"class": "input", "autocomplete": kind}
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attributes),
    )


class NewPasswordForm(forms.Form):
    """Any form that asks for a new password, twice: nobody could send another."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        if {"new", "again"} <= given.keys() and given["new"] != given["again"]:
            self.add_error("again", _("These are two different passwords."))
        return given


class KeepForm(NewPasswordForm):
    name = _name(autocomplete="username", minlength=2)
    new = _password(_("Password"), "new-password")
    again = _password(_("Password, once more"), "new-password")


class SignInForm(forms.Form):
    wrong = _("Name or password is wrong.")
    name = _name(autocomplete="username", autocapitalize="none")
    password = _password(_("Password"), "current-password")


class PasswordForm(NewPasswordForm):
    wrong = _("That's not your password.")
    password = _password(_("Your password now"), "current-password")
    new = _password(_("New password"), "new-password")
    again = _password(_("New password, once more"), "new-password")
