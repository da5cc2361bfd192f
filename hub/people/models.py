"""Accounts, people, promotions and administrations."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from hub.base.fields import ChoiceSetField
from hub.base.models import LegacyAddressMixin
from hub.base.slugs import unique_slug

from .enums import LinkKind, Role, Trade, roles


def normalise_email(email: str) -> str:
    """Return an address in one spelling: trimmed, lower case, composed Unicode."""
    return unicodedata.normalize("NFKC", email or "").strip().lower()


class UserManager(BaseUserManager["User"]):
    """Creates accounts identified by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account.

        Raises:
            ValueError: no address was given.
        """
        if not email:
            raise ValueError("Une adresse électronique est nécessaire.")
        user = self.model(email=normalise_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an account with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account whatever the case its address is typed in."""
        return self.get(email=normalise_email(username or ""))


class User(AbstractUser):
    """An account. What the person is in the programme is in :class:`Person`."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("adresse électronique", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["last_name", "first_name", "email"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep addresses in one spelling, by which they are looked for."""
        self.email = normalise_email(self.email)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Keep addresses in one spelling before they are compared."""
        super().clean()
        self.email = normalise_email(self.email)


class Promotion(LegacyAddressMixin, models.Model):
    """The yearly cohort of the programme."""

    name = models.CharField("nom", max_length=100, unique=True, help_text="Par exemple « Promotion 9 ».")
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)
    number = models.PositiveSmallIntegerField("numéro", null=True, blank=True)
    start = models.DateField("début", null=True, blank=True)
    end = models.DateField("fin", null=True, blank=True)

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("start"), FieldPanel("end")], heading="Calendrier"),
    ]

    class Meta:
        verbose_name = "promotion"
        verbose_name_plural = "promotions"
        ordering = ["-start", "-number", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True)
                | models.Q(end__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="promotion_ends_after_it_starts",
                violation_error_message="La fin de la promotion précède son début.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the row an address of its own."""
        if not self.slug:
            self.slug = unique_slug(Promotion, self.name, self.pk)
        super().save(*args, **kwargs)


class Administration(LegacyAddressMixin, models.Model):
    """A host administration, or the ministry above it."""

    name = models.CharField("nom", max_length=250, unique=True)
    acronym = models.CharField("sigle", max_length=40, blank=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="rattachée à",
    )
    website = models.URLField("site", blank=True, max_length=500)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")], heading="Identité"),
        FieldPanel("parent"),
        FieldPanel("website"),
    ]

    class Meta:
        verbose_name = "administration"
        verbose_name_plural = "administrations"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the row an address of its own."""
        if not self.slug:
            self.slug = unique_slug(Administration, self.acronym or self.name, self.pk)
        super().save(*args, **kwargs)

    @property
    def short_name(self) -> str:
        """Return the acronym if there is one, the name otherwise."""
        return self.acronym or self.name

    def clean(self) -> None:
        """Refuse an administration that would be above itself."""
        super().clean()
        above = self.parent
        while above is not None:
            if self.pk and above.pk == self.pk:
                raise ValidationError({"parent": "Une administration ne peut pas dépendre d’elle-même."})
            above = above.parent


class Skill(models.Model):
    """A skill that people offer or want, and that défis need."""

    name = models.CharField("nom", max_length=80, unique=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)

    panels = [FieldPanel("name")]

    class Meta:
        verbose_name = "compétence"
        verbose_name_plural = "compétences"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the row an address of its own."""
        if not self.slug:
            self.slug = unique_slug(Skill, self.name, self.pk)
        super().save(*args, **kwargs)


class Person(LegacyAddressMixin, ClusterableModel):
    """Somebody of the programme or its ecosystem, with or without an account."""

    user = models.OneToOneField(
        "people.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="compte",
    )
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100, blank=True)
    slug = models.SlugField("identifiant", max_length=200, unique=True, blank=True)
    roles = ChoiceSetField("rôles", choices_from=roles)
    trade = models.CharField("métier", max_length=20, choices=Trade.choices, blank=True)
    job_title = models.CharField("fonction", max_length=200, blank=True)
    promotion = models.ForeignKey(
        Promotion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="promotion",
    )
    administration = models.ForeignKey(
        Administration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name="administration",
    )
    biography = models.TextField(
        "présentation", max_length=5000, blank=True, help_text="Quelques phrases, sans mise en forme."
    )
    photo = models.ForeignKey(
        "base.HubImage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="photo",
    )
    skills_offered = ParentalManyToManyField(
        Skill, blank=True, related_name="offered_by", verbose_name="compétences à partager"
    )
    skills_wanted = ParentalManyToManyField(
        Skill, blank=True, related_name="wanted_by", verbose_name="compétences à acquérir"
    )
    public_email = models.EmailField(
        "adresse de contact", blank=True, help_text="Visible des personnes connectées."
    )
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("first_name"), FieldPanel("last_name")]),
                FieldPanel("roles"),
                FieldRowPanel([FieldPanel("trade"), FieldPanel("job_title")]),
                FieldRowPanel([FieldPanel("promotion"), FieldPanel("administration")]),
                FieldPanel("user"),
            ],
            heading="Identité",
        ),
        FieldPanel("biography"),
        FieldPanel("photo"),
        FieldPanel("public_email"),
        FieldPanel("skills_offered", widget=forms.CheckboxSelectMultiple),
        FieldPanel("skills_wanted", widget=forms.CheckboxSelectMultiple),
        InlinePanel("links", label="Lien", heading="Liens"),
    ]

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["last_name", "first_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the person an address of their own."""
        if not self.slug:
            self.slug = unique_slug(Person, self.full_name, self.pk, "personne")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the person’s page in the directory."""
        return reverse("people:person", args=[self.slug])

    @property
    def full_name(self) -> str:
        """Return the first name then the name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """Return one or two letters, shown where there is no photo."""
        return (self.first_name[:1] + self.last_name[:1]).upper()

    @property
    def role_labels(self) -> list[str]:
        """Return the roles in the interface’s words."""
        return [Role(code).label for code in Role.values if code in self.roles]


class PersonLink(models.Model):
    """A link that a person gives."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField("nature", max_length=20, choices=LinkKind.choices, default=LinkKind.WEBSITE)
    url = models.URLField("adresse", max_length=500)

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("url")])]

    class Meta:
        verbose_name = "lien"
        verbose_name_plural = "liens"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url
