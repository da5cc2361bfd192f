"""The sustainability plan of a défi (pérennisation).

Its parts are those of the programme’s guide: three technical axes, scenarios to arbitrate with what each
takes, a calendar, and the checklist of what is handed over.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, Panel

from ..enums import Axis, EndState, HandoverItem, ItemState, Readers, ScenarioKind
from .rows import Amount, KeyedRow, person_key


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
    takeover_person = person_key(
        "responsable de la relève", help_text="La personne à qui l’équipe passe la main."
    )
    plan_summary = models.TextField(
        "en bref", max_length=2000, blank=True, help_text="Où en est la pérennisation, en quelques phrases."
    )
    decision_maker = models.CharField(
        "qui décide", max_length=200, blank=True, help_text="La personne ou l’instance qui tranche."
    )
    decision_due = models.DateField("décision attendue le", null=True, blank=True)
    decided_on = models.DateField("décision prise le", null=True, blank=True)
    money_readers = models.CharField(
        "qui lit les montants et les financements",
        max_length=5,
        choices=Readers.choices,
        default=Readers.TEAM,
    )
    risks_readers = models.CharField(
        "qui lit les risques", max_length=5, choices=Readers.choices, default=Readers.TEAM
    )
    stakeholders_readers = models.CharField(
        "qui lit la carte des parties prenantes", max_length=5, choices=Readers.choices, default=Readers.TEAM
    )

    plan_panels: ClassVar[list[Panel]] = [
        HelpPanel(
            "<p>La plupart des défis qui durent prennent leur envol six à huit mois après la fin\u00a0: "
            "le plan se prépare dès la mi-parcours. Comparez au moins trois scénarios pour continuer "
            "et un arrêt.</p>"
        ),
        MultiFieldPanel(
            [
                FieldPanel("plan_summary"),
                FieldPanel("end_state"),
                FieldRowPanel([FieldPanel("takeover"), FieldPanel("takeover_person")]),
                FieldPanel("decision_maker"),
                FieldRowPanel([FieldPanel("decision_due"), FieldPanel("decided_on")]),
            ],
            heading="Où en est le plan",
        ),
        InlinePanel(
            "axis_questions",
            label="Question",
            heading="Trois axes techniques",
            help_text="Déploiement\u00a0: où le produit vit-il\u202f? Transmission\u00a0: "
            "qui sait le reprendre\u202f? Fiabilisation\u00a0: que se passe-t-il "
            "quand il tombe en panne\u202f?",
        ),
        InlinePanel(
            "scenarios",
            label="Scénario",
            heading="Scénarios à comparer",
            help_text="Au moins trois scénarios et un arrêt, avec ce que chacun demande et ce qu’il apporte.",
        ),
        InlinePanel(
            "milestones",
            label="Étape",
            heading="Calendrier",
            help_text="Les rendez-vous qui décident de la suite\u00a0: instances, budgets, recrutements, "
            "fin de marché, départs.",
        ),
        InlinePanel(
            "handover_documents",
            label="Document",
            heading="Documents à transmettre",
            help_text="Ce que trouvera la personne qui reprend le produit sans vous connaître. "
            "Un fichier ou une adresse, un seul emplacement par document.",
        ),
    ]
    confidentiality_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("money_readers"),
                FieldPanel("risks_readers"),
                FieldPanel("stakeholders_readers"),
            ],
            heading="Ce qui reste entre l’équipe du défi et l’équipe du programme",
            help_text="Vaut pour la page, la recherche, les exports et les documents produits.",
        )
    ]

    class Meta:
        abstract = True


class AxisQuestion(KeyedRow):
    """A question to answer on one of the three technical axes."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="axis_questions")
    axis = models.CharField("axe", max_length=15, choices=Axis.choices)
    question = models.CharField("question", max_length=300)
    answer = models.TextField("réponse", max_length=2000, blank=True)
    state = models.CharField("état", max_length=15, choices=ItemState.choices, default=ItemState.TODO)
    person = person_key("qui s’en charge")
    due = models.DateField("échéance", null=True, blank=True)
    evidence_url = models.URLField("adresse de la preuve", max_length=500, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("axis"), FieldPanel("state"), FieldPanel("due")]),
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("person"),
        FieldPanel("evidence_url"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "question"
        verbose_name_plural = "questions"

    def __str__(self) -> str:
        return self.question


class Scenario(KeyedRow):
    """A way in which the défi may go on, or stop, with what it takes and what it brings."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="scenarios")
    kind = models.CharField("nature", max_length=25, choices=ScenarioKind.choices)
    title = models.CharField("titre", max_length=200)
    description = models.TextField("description", max_length=2000, blank=True)
    benefits = models.TextField("ce qu’il apporte", max_length=1000, blank=True)
    technical = models.TextField("moyens techniques", max_length=1000, blank=True)
    human = models.TextField("moyens humains", max_length=1000, blank=True)
    fte = models.DecimalField(
        "équivalents temps plein",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "Un nombre de personnes ne peut pas être négatif.")],
    )
    profiles = models.CharField(
        "profils", max_length=300, blank=True, help_text="Par exemple\u00a0: développement, produit, support."
    )
    financial = models.TextField("moyens financiers", max_length=1000, blank=True)
    yearly_cost = Amount("coût annuel (€)")
    investment = Amount("investissement (€)")
    funding_source = models.CharField("source de financement", max_length=300, blank=True)
    governance = models.TextField("gouvernance", max_length=1000, blank=True)
    risks = models.TextField("risques", max_length=1000, blank=True)
    consequences = models.TextField("conséquences", max_length=1000, blank=True)
    recommended = models.BooleanField("scénario recommandé", default=False)
    decided = models.BooleanField("scénario retenu", default=False)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("recommended"), FieldPanel("decided")]),
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("benefits"),
        FieldPanel("technical"),
        FieldPanel("human"),
        FieldRowPanel([FieldPanel("fte"), FieldPanel("profiles")]),
        FieldPanel("financial"),
        FieldRowPanel([FieldPanel("yearly_cost"), FieldPanel("investment")]),
        FieldPanel("funding_source"),
        FieldPanel("governance"),
        FieldPanel("risks"),
        FieldPanel("consequences"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        constraints = [
            models.UniqueConstraint(
                fields=["defi"],
                condition=models.Q(recommended=True),
                name="one_recommended_scenario",
                violation_error_message="Un seul scénario peut être recommandé.",
            ),
            models.UniqueConstraint(
                fields=["defi"],
                condition=models.Q(decided=True),
                name="one_decided_scenario",
                violation_error_message="Un seul scénario peut être retenu.",
            ),
            models.CheckConstraint(
                condition=models.Q(yearly_cost__isnull=True) | models.Q(yearly_cost__gte=0),
                name="yearly_cost_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=models.Q(investment__isnull=True) | models.Q(investment__gte=0),
                name="investment_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=models.Q(fte__isnull=True) | models.Q(fte__gte=0),
                name="fte_not_negative",
                violation_error_message="Un nombre de personnes ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(KeyedRow):
    """A dated step of the plan."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="milestones")
    date = models.DateField("date")
    label = models.CharField("étape", max_length=250)
    done = models.BooleanField("faite", default=False)
    person = person_key("qui s’en charge")

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("date"), FieldPanel("done")]),
        FieldPanel("label"),
        FieldPanel("person"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "étape"
        verbose_name_plural = "étapes"

    def __str__(self) -> str:
        return self.label


class HandoverDocument(KeyedRow):
    """A slot of the hand-over checklist: where the document is, and whether it is ready."""

    defi = ParentalKey("defis.DefiPage", on_delete=models.CASCADE, related_name="handover_documents")
    item = models.CharField("document", max_length=30, choices=HandoverItem.choices)
    state = models.CharField("état", max_length=15, choices=ItemState.choices, default=ItemState.TODO)
    document = models.ForeignKey(
        "base.HubDocument",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier",
    )
    url = models.URLField("adresse", max_length=500, blank=True)
    note = models.CharField("précision", max_length=300, blank=True)

    panels: ClassVar[list[Panel]] = [
        FieldRowPanel([FieldPanel("item"), FieldPanel("state")]),
        FieldPanel("document"),
        FieldPanel("url"),
        FieldPanel("note"),
    ]

    class Meta(KeyedRow.Meta):
        verbose_name = "document à transmettre"
        verbose_name_plural = "documents à transmettre"
        constraints = [
            models.UniqueConstraint(
                fields=["defi", "item"],
                name="one_slot_by_document",
                violation_error_message="Ce document figure déjà dans la liste.",
            )
        ]

    def __str__(self) -> str:
        return self.get_item_display()
