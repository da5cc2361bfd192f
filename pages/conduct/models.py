"""The code of conduct (déontologie): values and practices."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.fields import RichTextField

from hub.base.blocks import ShortItemsBlock, html_to_text
from hub.base.fields import StreamField
from hub.base.models import BodyPage
from hub.base.ordering import OrderedRow

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class CodeOfConductPage(BodyPage):
    """Values and practices on one page, each with an address of its own."""

    kind_label = "Code de conduite"
    pictogram = "institutions/justice"
    content_panels = [
        *BodyPage.content_panels,
        InlinePanel("values", label="Valeur", heading="Valeurs"),
        InlinePanel("practices", label="Pratique", heading="Pratiques"),
    ]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "standard.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    page_description = "La déontologie du programme : valeurs et pratiques. Une seule dans le hub."
    template = "conduct/code_of_conduct_page.html"

    class Meta:
        verbose_name = "code de conduite"
        verbose_name_plural = "codes de conduite"

    def stream_text(self) -> str:
        """Return every word of the code."""
        entries = [*self.values.all(), *self.practices.all()]
        return " ".join([super().stream_text(), *(entry.plain_text() for entry in entries)]).strip()

    def headings(self) -> list[dict[str, str]]:
        """Return values and practices, for the summary."""
        entries = [*self.values.all(), *self.practices.all()]
        return [{"text": entry.title, "anchor": entry.anchor} for entry in entries]


class ConductEntry(OrderedRow):
    """What a value and a practice have in common."""

    title = models.CharField("titre", max_length=200)
    body = RichTextField("explication", features=FEATURES, blank=True)

    class Meta(OrderedRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return the fragment identifier of the entry."""
        return slugify(self.title)[:80]

    def lists(self) -> list[Any]:
        """Return the entry’s streams of short texts."""
        return []

    def plain_text(self) -> str:
        """Return the words of the entry."""
        items = [str(block.get("value", "")) for stream in self.lists() for block in stream.raw_data]
        return " ".join([self.title, html_to_text(self.body), *map(html_to_text, items)])


class ConductValue(ConductEntry):
    """A value: what the programme holds dear, facts to note, sessions to attend."""

    page = ParentalKey(CodeOfConductPage, on_delete=models.CASCADE, related_name="values")
    statement = models.TextField("en une phrase", max_length=500)
    facts = StreamField(ShortItemsBlock(), blank=True, verbose_name="à noter")
    sessions = StreamField(ShortItemsBlock(), blank=True, verbose_name="sessions à suivre")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("title"),
        FieldPanel("statement"),
        FieldPanel("body"),
        FieldPanel("facts"),
        FieldPanel("sessions"),
    ]

    class Meta(ConductEntry.Meta):
        verbose_name = "valeur"
        verbose_name_plural = "valeurs"

    def lists(self) -> list[Any]:
        """Return facts and sessions."""
        return [self.facts, self.sessions]


class ConductPractice(ConductEntry):
    """A practice: a principle and what to do."""

    page = ParentalKey(CodeOfConductPage, on_delete=models.CASCADE, related_name="practices")
    principle = models.TextField("principe", max_length=500)
    what_to_do = StreamField(ShortItemsBlock(), blank=True, verbose_name="que faire ?")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("title"),
        FieldPanel("principle"),
        FieldPanel("body"),
        FieldPanel("what_to_do"),
    ]

    class Meta(ConductEntry.Meta):
        verbose_name = "pratique"
        verbose_name_plural = "pratiques"

    def lists(self) -> list[Any]:
        """Return what to do."""
        return [self.what_to_do]
