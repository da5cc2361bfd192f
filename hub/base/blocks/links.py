"""Links to a page of the hub or elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class LinkValue(blocks.StructValue):
    """Answers the template: an address and a text, nothing when the page is no longer live."""

    @property
    def href(self) -> str:
        """Return the address, empty when there is nothing to link to."""
        page = self.get("page")
        if page:
            return page.url or "" if page.live else ""
        return self.get("url") or ""

    @property
    def text(self) -> str:
        """Return the words of the link."""
        if self.get("title"):
            return self["title"]
        page = self.get("page")
        return page.title if page else ""

    @property
    def is_external(self) -> bool:
        """Tell whether the link leaves the hub."""
        return not self.get("page") and self.href.startswith(("http://", "https://"))


class LinkBlock(blocks.StructBlock):
    """Exactly one of a page or an address; a title is required for an address."""

    page = blocks.PageChooserBlock(required=False, label="Page du hub")
    url = blocks.URLBlock(required=False, label="ou adresse d’un autre site")
    title = blocks.CharBlock(
        required=False, max_length=150, label="Titre", help_text="Sans titre, celui de la page est repris."
    )
    description = blocks.CharBlock(required=False, max_length=250, label="Description")

    def clean(self, value: Any) -> Any:
        """Refuse a link to nothing, to two places, or to a site without a title."""
        value = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if value.get("page") and value.get("url"):
            errors["url"] = ValidationError("Choisissez une page ou une adresse, pas les deux.")
        elif not value.get("page") and not value.get("url"):
            errors["page"] = ValidationError("Choisissez une page, ou donnez une adresse.")
        elif value.get("url") and not value.get("title"):
            errors["title"] = ValidationError("Donnez un titre au lien vers un autre site.")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    class Meta:
        icon = "link"
        label = "Lien"
        value_class = LinkValue
        template = "blocks/link.html"
        form_classname = "struct-block"
        description = "Un lien vers une page du hub ou un autre site."


class LinkListBlock(blocks.StructBlock):
    """Cards that lead to other pages."""

    title = blocks.CharBlock(required=False, max_length=120, label="Titre de la liste")
    links = blocks.ListBlock(LinkBlock(), min_num=1, label="Liens")

    class Meta:
        icon = "list-ul"
        label = "Liste de liens"
        template = "blocks/link_list.html"
        group = "Liens et fichiers"
        description = "Des tuiles vers d’autres pages."
        preview_value = {
            "title": "Pour aller plus loin",
            "links": [
                {
                    "url": "https://www.numerique.gouv.fr",
                    "title": "La direction interministérielle du numérique",
                }
            ],
        }
