"""The sustainability plan of a défi (pérennisation): first structured form."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from ..enums import Axis, EndState, HandoverItem, ItemState, ScenarioKind


class SustainabilityPlanMixin(models.Model):
    """The fields of the plan that the défi holds once."""

    end_state = models.CharField(
        "état à la fin du défi", max_length=15, choices=EndState.choices, default=EndState.UNKNOWN
    )
    takeover = models.CharField(
        "relève",
        max_length=300,
        blank=True,
        help_text="Le service ou l’équipe qui portera le produit après les dix mois.",
    )
    plan_summary = models.TextField(
        "en bref", max_length=2000, blank=True, help_text="Où en est la pérennisation, en quelques phrases."
    )
    decision_due = models.DateField("décision attendue le", null=True, blank=True)
    plan_confirmed_on = models.DateField(
        "plan confirmé le",
        null=True,
        blank=True,
        help_text="La dernière fois que l’équipe l’a relu et validé.",
    )

    plan_panels: ClassVar[list[Panel]] = [
        HelpPanel(
            "<p>La plupart des défis qui durent prennent leur envol six à huit mois après la fin : "
            "le plan se prépare dès la mi-parcours. Comparez au moins trois scénarios, dont l’arrêt.</p>"
        ),
        MultiFieldPanel(
            [
                FieldPanel("plan_summary"),
                FieldRowPanel([FieldPanel("end_state"), FieldPanel("takeover")]),
                FieldRowPanel([FieldPanel("decision_due"), FieldPanel("plan_confirmed_on")]),
            ],
            heading="Où en est le plan",
        ),
        InlinePanel("axis_questions", label="Question", heading="Trois axes techniques"),
        InlinePanel("scenarios", label="Scénario", heading="Scénarios à comparer"),
        InlinePanel("milestones", label="Étape", heading="Calendrier"),
        InlinePanel("handover_documents", label="Document", heading="Documents à transmettre"),
    ]

    class Meta:
        abstract = True


class AxisQuestion(Orderable):
    """A question to answer on one of the three technical axes."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="axis_questions")
    axis = models.CharField("axe", max_length=15, choices=Axis.choices)
    question = models.CharField("question", max_length=300)
    answer = models.TextField("réponse", max_length=2000, blank=True)
    state = models.CharField("état", max_length=15, choices=ItemState.choices, default=ItemState.TODO)
    person = models.ForeignKey(
        "people.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="qui s’en charge",
    )

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("axis"), FieldPanel("state")]),
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("person"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "question"
        verbose_name_plural = "questions"

    def __str__(self) -> str:
        return self.question


class Scenario(Orderable):
    """A way in which the défi may go on, with what it takes."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="scenarios")
    kind = models.CharField("nature", max_length=25, choices=ScenarioKind.choices)
    title = models.CharField("titre", max_length=200)
    description = models.TextField("description", max_length=2000, blank=True)
    technical = models.TextField("moyens techniques", max_length=1000, blank=True)
    human = models.TextField("moyens humains", max_length=1000, blank=True)
    financial = models.TextField("moyens financiers", max_length=1000, blank=True)
    governance = models.TextField("gouvernance", max_length=1000, blank=True)
    consequences = models.TextField("conséquences", max_length=1000, blank=True)
    recommended = models.BooleanField("scénario recommandé", default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("recommended")]),
        FieldPanel("title"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("technical"), FieldPanel("human")]),
        FieldRowPanel([FieldPanel("financial"), FieldPanel("governance")]),
        FieldPanel("consequences"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        constraints = [
            models.UniqueConstraint(
                fields=["defi"],
                condition=models.Q(recommended=True),
                name="one_recommended_scenario",
                violation_error_message="Un seul scénario peut être recommandé.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Orderable):
    """A dated step of the plan."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="milestones")
    date = models.DateField("date")
    label = models.CharField("étape", max_length=250)
    done = models.BooleanField("faite", default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("done")]),
        FieldPanel("label"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "étape"
        verbose_name_plural = "étapes"

    def __str__(self) -> str:
        return self.label


class HandoverDocument(Orderable):
    """A document of the hand-over checklist."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="handover_documents")
    item = models.CharField("document", max_length=30, choices=HandoverItem.choices)
    state = models.CharField("état", max_length=15, choices=ItemState.choices, default=ItemState.TODO)
    note = models.CharField("précision", max_length=300, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("item"), FieldPanel("state")]),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "document à transmettre"
        verbose_name_plural = "documents à transmettre"

    def __str__(self) -> str:
        return self.get_item_display()
