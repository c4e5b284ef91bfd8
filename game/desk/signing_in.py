"""The admin's own sign-in, where guesses are counted as at that of players."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from game import attempts
from game.attempts import TooManyAttemptsError


class SignInForm(AdminAuthenticationForm):
    def clean(self) -> dict[str, Any]:
        if self.request is None or "username" not in self.cleaned_data:
            return super().clean()
        name = attempts.by_name(f"staff {self.cleaned_data['username'].casefold()}")
        address = attempts.by_address(self.request.META["REMOTE_ADDR"])
        try:
            attempts.begin(name, address)
        except TooManyAttemptsError as error:
            sentence = gettext("Too many tries. Wait {seconds} s, then try again.")
            raise ValidationError(sentence.format(seconds=error.seconds)) from None
        cleaned = super().clean()
        attempts.succeeded(name, [address])
        return cleaned
