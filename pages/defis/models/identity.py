"""What a défi is: team, phases, links, compliance, impact, stakeholders."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, Panel

from hub.base.ordering import OrderedRow

from ..enums import (
    ComplianceState,
    ComplianceTopic,
    DefiLinkKind,
    DefiPhase,
    IndicatorTheme,
    Stance,
    TeamRole,
)
from .rows import KeyedRow, in_order, person_key, refuse_disorder


class DefiMember(OrderedRow):
    """Somebody’s part in a défi, with its dates."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="defi_memberships", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=20, choices=TeamRole.choices, default=TeamRole.EIG)
    start = models.DateField("depuis", null=True, blank=True)
    end = models.DateField("jusqu’à", null=True, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldPanel("person"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("start"), FieldPanel("end")]),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "membre"
        verbose_name_plural = "membres"

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()}"

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        refuse_disorder(self, "start", "end", "Le départ précède l’arrivée.")


class PhaseStep(KeyedRow):
    """A phase of a défi with its dates; the current one is the last begun."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="phases")
    phase = models.CharField("phase", max_length=15, choices=DefiPhase.choices)
    start = models.DateField("depuis")
    end = models.DateField("jusqu’à", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("phase"), FieldPanel("start"), FieldPanel("end")]),
        FieldPanel("note"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "phase"
        verbose_name_plural = "phases"
        constraints = [in_order("start", "end", "phase_in_order", "La fin de la phase précède son début.")]

    def __str__(self) -> str:
        return self.get_phase_display()

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        refuse_disorder(self, "start", "end", "La fin de la phase précède son début.")


class DefiKeyFigure(OrderedRow):
    """A figure that tells what the défi achieved."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="key_figures")
    value = models.CharField("chiffre", max_length=60)
    label = models.CharField("ce qu’il compte", max_length=250)

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("value"), FieldPanel("label")])]

    class Meta(OrderedRow.Meta):
        verbose_name = "chiffre clé"
        verbose_name_plural = "chiffres clés"

    def __str__(self) -> str:
        return f"{self.value} {self.label}"


class DefiLink(OrderedRow):
    """A link of a défi."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField("nature", max_length=15, choices=DefiLinkKind.choices)
    url = models.URLField("adresse", max_length=500)
    label = models.CharField("intitulé", max_length=250, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]),
        FieldPanel("url"),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "lien"
        verbose_name_plural = "liens"

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class ComplianceCheck(OrderedRow):
    """Where the product stands with an obligation or a commitment of public digital services."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="compliance")
    topic = models.CharField("sujet", max_length=15, choices=ComplianceTopic.choices)
    state = models.CharField(
        "état", max_length=15, choices=ComplianceState.choices, default=ComplianceState.NOT_STARTED
    )
    rate = models.PositiveSmallIntegerField(
        "taux (%)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100, "Un taux ne dépasse pas 100\u00a0%.")],
        help_text="Pour le RGAA\u00a0: la part des critères respectés lors de l’audit.",
    )
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)
    url = models.URLField("adresse de la preuve", max_length=500, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("topic"), FieldPanel("state")]),
        FieldRowPanel([FieldPanel("rate"), FieldPanel("checked_on")]),
        FieldPanel("note"),
        FieldPanel("url"),
    ]

    class Meta(OrderedRow.Meta):
        verbose_name = "point de conformité"
        verbose_name_plural = "points de conformité"
        constraints = [
            models.UniqueConstraint(
                fields=["defi", "topic"],
                name="one_check_by_topic",
                violation_error_message="Ce sujet figure déjà dans la liste.",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__isnull=True) | models.Q(rate__lte=100),
                name="rate_at_most_100",
                violation_error_message="Un taux ne dépasse pas 100\u00a0%.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_topic_display()


class ImpactIndicator(KeyedRow, ClusterableModel):
    """Something that the défi changes, and how it is measured."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="indicators")
    theme = models.CharField("thème", max_length=20, choices=IndicatorTheme.choices)
    name = models.CharField("indicateur", max_length=200)
    unit = models.CharField(
        "unité", max_length=40, blank=True, help_text="Par exemple\u00a0: jours, %, personnes."
    )
    baseline = models.DecimalField("valeur de départ", max_digits=14, decimal_places=2, null=True, blank=True)
    baseline_on = models.DateField("constatée le", null=True, blank=True)
    target = models.DecimalField("cible", max_digits=14, decimal_places=2, null=True, blank=True)
    target_on = models.DateField("visée pour le", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("theme"), FieldPanel("unit")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("baseline"), FieldPanel("baseline_on")]),
        FieldRowPanel([FieldPanel("target"), FieldPanel("target_on")]),
        FieldPanel("source"),
        InlinePanel("measures", label="Mesure", heading="Mesures datées"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "indicateur d’impact"
        verbose_name_plural = "indicateurs d’impact"
        constraints = [
            in_order(
                "baseline_on", "target_on", "indicator_in_order", "La cible précède la valeur de départ."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse dates in the wrong order."""
        super().clean()
        refuse_disorder(self, "baseline_on", "target_on", "La cible précède la valeur de départ.")


class IndicatorMeasure(OrderedRow):
    """A dated value of an indicator."""

    indicator = ParentalKey(ImpactIndicator, on_delete=models.CASCADE, related_name="measures")
    date = models.DateField("date")
    value = models.DecimalField("valeur", max_digits=14, decimal_places=2)

    panels: ClassVar[list[Panel]] = [FieldRowPanel([FieldPanel("date"), FieldPanel("value")])]

    class Meta(OrderedRow.Meta):
        verbose_name = "mesure"
        verbose_name_plural = "mesures"
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "date"],
                name="one_measure_by_day",
                violation_error_message="Il y a déjà une mesure à cette date.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} : {self.value}"


class Stakeholder(KeyedRow):
    """Somebody, or a service, on whom the défi depends: a line of the stakeholder map."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField("nom ou service", max_length=200)
    role = models.CharField(
        "rôle", max_length=200, blank=True, help_text="Ce que ce service décide ou apporte."
    )
    interest = models.PositiveSmallIntegerField("intérêt", choices=Stance.choices, default=Stance.MEDIUM)
    influence = models.PositiveSmallIntegerField("influence", choices=Stance.choices, default=Stance.MEDIUM)
    next_step = models.CharField("prochaine démarche", max_length=300, blank=True)
    person = person_key("qui s’en charge")

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("interest"), FieldPanel("influence")]),
        FieldPanel("next_step"),
        FieldPanel("person"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "partie prenante"
        verbose_name_plural = "parties prenantes"

    def __str__(self) -> str:
        return self.name
