"""Prose and its structures."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from ..enums import CalloutTone

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "code", "hr"]
INLINE_TEXT = ["bold", "italic", "link", "document-link", "superscript", "code"]


class HeadingValue(blocks.StructValue):
    """Gives each heading the anchor that search results and summaries link to."""

    @property
    def anchor(self) -> str:
        """Return the fragment identifier of the heading."""
        return slugify(self.get("text") or "")[:80] or "section"


class HeadingBlock(blocks.StructBlock):
    """A heading; the title of the page is the only level 1."""

    text = blocks.CharBlock(max_length=250, label="Texte")
    level = blocks.ChoiceBlock(
        choices=[("h2", "Niveau 2"), ("h3", "Niveau 3"), ("h4", "Niveau 4")], default="h2", label="Niveau"
    )

    class Meta:
        icon = "title"
        label = "Intertitre"
        template = "blocks/heading.html"
        value_class = HeadingValue
        group = "Texte"
        description = "Ouvre une partie ; les niveaux 2 forment le sommaire."
        preview_value = {"text": "Avant l’arrivée", "level": "h2"}


class ParagraphBlock(blocks.RichTextBlock):
    """Prose."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = "Paragraphe"
        template = "blocks/paragraph.html"
        group = "Texte"
        description = "Du texte, des listes, des liens."
        preview_value = "<p>Un défi se prépare avec les personnes qui s’en serviront.</p>"


class QuoteBlock(blocks.StructBlock):
    """Somebody’s words."""

    text = blocks.TextBlock(label="Citation")
    author = blocks.CharBlock(required=False, max_length=150, label="Qui parle")

    class Meta:
        icon = "openquote"
        label = "Citation"
        template = "blocks/quote.html"
        group = "Texte"
        description = "Les mots de quelqu’un, avec son nom."
        preview_value = {"text": "Montrez tôt, montrez souvent.", "author": "Une ancienne EIG"}


class CalloutBlock(blocks.StructBlock):
    """A highlighted box."""

    tone = blocks.ChoiceBlock(choices=CalloutTone.choices, default=CalloutTone.INFO, label="Ton")
    title = blocks.CharBlock(required=False, max_length=150, label="Titre")
    text = blocks.RichTextBlock(features=RICH_TEXT, label="Texte")

    class Meta:
        icon = "info-circle"
        label = "Mise en avant"
        template = "blocks/callout.html"
        group = "Texte"
        description = "Un conseil ou un avertissement qui se détache du texte."
        preview_value = {
            "tone": "tip",
            "title": "Conseil",
            "text": "<p>Prévenez la DSI dès que l’arrivée est datée.</p>",
        }


class TableBlock(TypedTableBlock):
    """A table with real column headers and a caption."""

    def __init__(self, **kwargs: Any) -> None:
        # An empty cell is a cell: checklists and matrices to fill are full of them.
        cell = blocks.RichTextBlock(features=INLINE_TEXT, label="Texte", required=False)
        super().__init__([("text", cell)], **kwargs)

    def get_preview_value(self) -> Any:
        """Return a small table."""
        columns = [{"type": "text", "heading": "Format"}, {"type": "text", "heading": "Durée"}]
        rows = [{"values": ["<p>Partage entre pairs</p>", "<p>1 h 30</p>"]}]
        return self.to_python({"caption": "Formats de l’Académie", "columns": columns, "rows": rows})

    @property
    def is_previewable(self) -> bool:
        """Tell the editor’s block picker that there is something to see."""
        return True

    class Meta:
        icon = "table"
        label = "Tableau"
        template = "blocks/table.html"
        group = "Structures"
        description = "Un tableau simple, avec un titre et des en-têtes de colonnes."


class CodeBlock(blocks.StructBlock):
    """Computer code, shown as it is."""

    language = blocks.CharBlock(required=False, max_length=30, label="Langage")
    code = blocks.TextBlock(label="Code")

    class Meta:
        icon = "code"
        label = "Code"
        template = "blocks/code.html"
        group = "Structures"
        description = "Un extrait de code ou de commande."
        preview_value = {"language": "sql", "code": "SELECT nom FROM services;"}


class AccordionBlock(blocks.StructBlock):
    """One question and its answer."""

    title = blocks.CharBlock(max_length=200, label="Titre")
    content = blocks.RichTextBlock(features=RICH_TEXT, label="Contenu")

    class Meta:
        icon = "arrow-down"
        label = "Élément"


class AccordionsBlock(blocks.StructBlock):
    """Questions whose answers unfold; readable without JavaScript."""

    items = blocks.ListBlock(AccordionBlock(), min_num=1, label="Éléments")

    class Meta:
        icon = "list-ul"
        label = "Questions et réponses"
        template = "blocks/accordions.html"
        group = "Structures"
        description = "Des réponses qui se déplient."
        preview_value = {
            "items": [{"title": "Qui prévenir ?", "content": "<p>La personne qui encadre le défi.</p>"}]
        }


class KeyFigureBlock(blocks.StructBlock):
    """A figure and what it counts."""

    value = blocks.CharBlock(max_length=30, label="Chiffre")
    label = blocks.CharBlock(max_length=120, label="Ce qu’il compte")

    class Meta:
        icon = "order"
        label = "Chiffre"


class KeyFiguresBlock(blocks.StructBlock):
    """Key figures side by side."""

    figures = blocks.ListBlock(KeyFigureBlock(), min_num=1, max_num=6, label="Chiffres")

    class Meta:
        icon = "order"
        label = "Chiffres clés"
        template = "blocks/key_figures.html"
        group = "Structures"
        description = "Quelques nombres qui comptent."
        preview_value = {"figures": [{"value": "10", "label": "mois de défi"}]}


class FootnoteBlock(blocks.StructBlock):
    """A note called in the text by its number."""

    number = blocks.IntegerBlock(min_value=1, label="Numéro")
    text = blocks.RichTextBlock(features=INLINE_TEXT, label="Note")

    class Meta:
        icon = "order"
        label = "Note"


class FootnotesBlock(blocks.StructBlock):
    """Notes at the end of a text."""

    notes = blocks.ListBlock(FootnoteBlock(), min_num=1, label="Notes")

    class Meta:
        icon = "superscript"
        label = "Notes de bas de page"
        template = "blocks/footnotes.html"
        group = "Structures"
        description = "Les notes appelées dans le texte par leur numéro."
        preview_value = {"notes": [{"number": 1, "text": "<p>Loi pour une République numérique, 2016.</p>"}]}
