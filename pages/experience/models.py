"""Experience reports of alumni and mentors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
    Panel,
)
from wagtail.fields import RichTextField

from hub.base.blocks import ShortItemsBlock, html_to_text
from hub.base.fields import StreamField
from hub.base.models import BodyPage
from hub.base.ordering import OrderedRow

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]

# The programme’s five prompts, in their order.
PROMPTS = {
    "succeeded": "Ce que nous avons réussi",
    "learnt": "Ce que nous avons appris",
    "passed_on": "Ce que nous avons transmis",
    "surprised": "Ce qui nous a surpris",
    "differently": "Ce que nous ferions autrement",
}


class Profile(models.TextChoices):
    """Whose experience it is."""

    EIG = "eig", "EIG"
    MENTOR = "mentor", "Mentor"
    TEAM = "team", "Équipe du programme"


class ExperienceIndexPage(BodyPage):
    """The list of experience reports, with its filters."""

    kind_label = "Rubrique"
    pictogram = "leisure/podcast"
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["experience.ExperienceReportPage"]
    max_count = 1
    page_description = "La liste des retours d’expérience. Une seule dans le hub."
    template = "experience/experience_index_page.html"

    class Meta:
        verbose_name = "rubrique des retours d’expérience"
        verbose_name_plural = "rubriques des retours d’expérience"

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered list of the reports that the reader may open."""
        from .selectors import list_reports

        context = super().get_context(request, *args, **kwargs)
        context["listing"] = list_reports(request.user, self, request.GET)
        return context


class ExperienceReportPage(BodyPage):
    """What a team or a person lived, in five answers."""

    date = models.DateField("date", default=timezone.localdate)
    profile = models.CharField("point de vue", max_length=10, choices=Profile.choices, default=Profile.EIG)
    defi = models.ForeignKey(
        "defis.DefiPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="experience_reports",
        verbose_name="défi",
    )
    promotion = models.ForeignKey(
        "people.Promotion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="experience_reports",
        verbose_name="promotion",
    )
    succeeded = RichTextField("ce que nous avons réussi", features=FEATURES, blank=True)
    learnt = RichTextField("ce que nous avons appris", features=FEATURES, blank=True)
    passed_on = RichTextField("ce que nous avons transmis", features=FEATURES, blank=True)
    surprised = RichTextField("ce qui nous a surpris", features=FEATURES, blank=True)
    differently = RichTextField("ce que nous ferions autrement", features=FEATURES, blank=True)
    recommendations = StreamField(
        ShortItemsBlock(), blank=True, verbose_name="conseils à la promotion suivante"
    )
    skills_passed_on = StreamField(ShortItemsBlock(), blank=True, verbose_name="compétences transmises")
    skills_acquired = StreamField(ShortItemsBlock(), blank=True, verbose_name="compétences acquises")

    kind_label = "Retour d’expérience"
    answer_order = 3
    read_with = ("content_owner", "defi", "promotion")
    pictogram = "leisure/podcast"
    content_panels = [
        *BodyPage.content_panels[:-1],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("date"), FieldPanel("profile"), FieldPanel("promotion")]),
                PageChooserPanel("defi", "defis.DefiPage"),
                InlinePanel("authors", label="Personne"),
            ],
            heading="Qui raconte",
        ),
        MultiFieldPanel([FieldPanel(name) for name in PROMPTS], heading="Les cinq questions"),
        FieldPanel("recommendations"),
        FieldPanel("skills_passed_on"),
        FieldPanel("skills_acquired"),
        FieldPanel("body", heading="Récit libre"),
    ]
    parent_page_types: ClassVar[list[str]] = ["experience.ExperienceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = "Ce qu’une équipe ou une personne a vécu, en cinq réponses."
    template = "experience/experience_report_page.html"

    class Meta:
        verbose_name = "retour d’expérience"
        verbose_name_plural = "retours d’expérience"

    @property
    def answers(self) -> list[dict[str, str]]:
        """Return the prompts that were answered, as ``{"question", "anchor", "text"}``."""
        return [
            {"question": question, "anchor": name.replace("_", "-"), "text": getattr(self, name)}
            for name, question in PROMPTS.items()
            if getattr(self, name)
        ]

    def stream_text(self) -> str:
        """Return the answers, the advice and the free text."""
        lists = [self.recommendations, self.skills_passed_on, self.skills_acquired]
        items = [str(block.get("value", "")) for stream in lists for block in stream.raw_data]
        answers = [f"{answer['question']} {html_to_text(answer['text'])}" for answer in self.answers]
        return " ".join([*answers, *map(html_to_text, items), super().stream_text()]).strip()

    def headings(self) -> list[dict[str, str]]:
        """Return the answered prompts and the parts of the free text."""
        return [
            *({"text": a["question"], "anchor": a["anchor"]} for a in self.answers),
            *super().headings(),
        ]

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the authors and the défi, if the reader may open it."""
        from .selectors import report_sheet

        context = super().get_context(request, *args, **kwargs)
        context["sheet"] = report_sheet(request.user, self)
        return context


class ReportAuthor(OrderedRow):
    """Somebody who wrote a report."""

    report = ParentalKey(ExperienceReportPage, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="report_authorships", verbose_name="personne"
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("person")]

    class Meta(OrderedRow.Meta):
        verbose_name = "personne"
        verbose_name_plural = "personnes"

    def __str__(self) -> str:
        return str(self.person)
