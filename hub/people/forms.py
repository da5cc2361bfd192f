"""Forms of accounts and profiles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError

from hub.base.forms import DsfrForm

from . import portraits
from .enums import LinkKind, Trade
from .models import Person, Skill, normalise_email
from .services import ProfileChanges

EMAIL_HINT = "Format attendu : prenom.nom@exemple.gouv.fr"
MAX_LINKS = 6


class SignInForm(DsfrForm, AuthenticationForm):
    """An address and a password; an address is right whatever its case."""

    error_messages = {
        # The same words for an unknown address, a wrong password and a closed account.
        "invalid_login": "L’adresse électronique ou le mot de passe est incorrect.",
        "inactive": "L’adresse électronique ou le mot de passe est incorrect.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["username"]
        email.label = "Adresse électronique"
        email.help_text = EMAIL_HINT
        email.error_messages = {"required": "Saisissez votre adresse électronique."}
        email.widget.input_type = "email"
        email.widget.attrs.update(autocomplete="username", autocapitalize="none", autofocus=False)
        password = self.fields["password"]
        password.label = "Mot de passe"
        password.error_messages = {"required": "Saisissez votre mot de passe."}

    def clean_username(self) -> str:
        """Return the address in one spelling, which throttling counts too."""
        return normalise_email(self.cleaned_data["username"])


class PasswordResetForm(DsfrForm, forms.Form):
    """Whom to send a link to."""

    email = forms.EmailField(
        label="Adresse électronique",
        help_text=EMAIL_HINT,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Saisissez votre adresse électronique.",
            "invalid": "Cette adresse n’est pas complète : il y faut un nom, une arobase et un domaine.",
        },
    )


class ChoosePasswordForm(DsfrForm, SetPasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = "Nouveau mot de passe", "Le même, une seconde fois"
        first.help_text = (
            "Douze caractères au moins : une suite de mots qui ne parle que de vous est plus sûre et plus "
            "facile à retenir."
        )
        second.help_text = ""
        first.error_messages = {"required": "Choisissez un mot de passe."}
        second.error_messages = {"required": "Saisissez le mot de passe une seconde fois."}

    def validate_password_for_user(self, user: Any, password_field_name: str = "new_password1") -> Any:
        """Say what is wrong with a password beside the password, not beside its confirmation."""
        return super().validate_password_for_user(user, password_field_name)


class ProfileForm(DsfrForm, forms.ModelForm):
    """What a person says of themselves."""

    all_optional = True

    skills_offered = forms.ModelMultipleChoiceField(
        Skill.objects.all(),
        label="Compétences que je peux partager",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills_wanted = forms.ModelMultipleChoiceField(
        Skill.objects.all(),
        label="Compétences que je veux acquérir",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    photo_file = forms.FileField(
        label="Photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": portraits.ACCEPT}),
        error_messages={"empty": "Ce fichier est vide : choisissez une autre photo."},
    )
    remove_photo = forms.BooleanField(label="Retirer ma photo", required=False)

    class Meta:
        model = Person
        fields = ["job_title", "trade", "biography", "public_email"]
        widgets = {
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "biography": forms.Textarea(attrs={"rows": 6}),
            "public_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["skills_offered"].initial = list(self.instance.skills_offered.all())
            self.fields["skills_wanted"].initial = list(self.instance.skills_wanted.all())
        trades: Any = self.fields["trade"]
        trades.choices = [("", "Sélectionner un métier"), *Trade.choices]
        self.fields["job_title"].help_text = "Par exemple : développeuse, chef de bureau, designer."
        self.fields["public_email"].help_text = "Visible des personnes connectées au hub. " + EMAIL_HINT
        self.fields["photo_file"].help_text = (
            f"Une image JPEG, PNG ou WebP de {portraits.max_megabytes()} Mo au plus, "
            "visible des personnes connectées."
        )
        if not self.instance.photo_id:
            del self.fields["remove_photo"]

    def clean_photo_file(self) -> Any:
        """Return the photo made fit to be shown."""
        upload = self.cleaned_data.get("photo_file")
        return portraits.read_portrait(upload) if upload else None

    def changes(self, links: LinkFormSet) -> ProfileChanges:
        """Return what was typed, for the service."""
        data = self.cleaned_data
        return ProfileChanges(
            job_title=data["job_title"],
            trade=data["trade"],
            biography=data["biography"],
            public_email=data["public_email"],
            skills_offered=data["skills_offered"],
            skills_wanted=data["skills_wanted"],
            links=links.pairs(),
            photo=data["photo_file"],
            remove_photo=data.get("remove_photo", False),
        )


class LinkForm(DsfrForm, forms.Form):
    """A link that a person gives; an empty address removes it."""

    all_optional = True

    kind = forms.ChoiceField(
        label="Nature", choices=LinkKind.choices, initial=LinkKind.WEBSITE, required=False
    )
    url = forms.URLField(
        label="Adresse",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
        error_messages={"invalid": "Cette adresse n’est pas celle d’un site : elle commence par https://."},
    )

    def clean_url(self) -> str:
        """Refuse anything but an address of the Web."""
        url = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise ValidationError(self.fields["url"].error_messages["invalid"], code="invalid")
        return url


class LinkFormSet(forms.BaseFormSet):
    """The links of a person, and two empty lines for more."""

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the ``(nature, address)`` of the lines that are filled."""
        rows = [form.cleaned_data for form in self.forms]
        return tuple((row.get("kind") or LinkKind.WEBSITE, row["url"]) for row in rows if row.get("url"))

    @property
    def error_entries(self) -> list[tuple[str, str, str]]:
        """Return the errors of every line, for the summary above the form."""
        if not self.is_bound:
            return []
        general = [("", "", message) for message in self.non_form_errors()]
        return [entry for form in self.forms for entry in form.error_entries] + general


def link_formset(person: Person, data: Any = None) -> LinkFormSet:
    """Return the links of a person, ready to be edited."""
    known = [{"kind": link.kind, "url": link.url} for link in person.links.all()] if person.pk else []
    factory: Any = forms.formset_factory(
        LinkForm,
        formset=LinkFormSet,
        extra=max(1, min(2, MAX_LINKS - len(known))),
        max_num=max(MAX_LINKS, len(known)),
        absolute_max=50,
        validate_max=True,
    )
    messages = {
        "too_many_forms": f"{MAX_LINKS} liens au plus.",
        "missing_management_form": "Ce formulaire est arrivé incomplet : rechargez la page.",
    }
    return factory(data, initial=known, prefix="liens", error_messages=messages)
