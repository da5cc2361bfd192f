"""Base page, files and access records shared by every room."""

from __future__ import annotations

import datetime as dt
import logging
import os
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, AbstractRendition, Image, SourceImageIOError
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from .blocks import BodyStreamBlock, body_text, stream_headings
from .enums import audiences
from .fields import ChoiceSetField, StreamField
from .images import UNREADABLE
from .revisions import same_content
from .visibility import page_barriers

logger = logging.getLogger("hub.images")


class PublicOpening(models.Model):
    """A page opened to anonymous visitors, with everything below it.

    Wagtail’s restrictions can only close a section of an open site; the hub is closed, and this
    record is the only way to open a section of it.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="public_opening", verbose_name="page"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ouverte par",
    )
    opened_at = models.DateTimeField("ouverte le", auto_now_add=True)

    class Meta:
        verbose_name = "ouverture au public"
        verbose_name_plural = "ouvertures au public"

    def __str__(self) -> str:
        return f"« {self.page.title} » est ouverte au public"


class Mailing(models.Model):
    """A message that must leave once: who gets what, for which occasion (``hub.base.mailing``)."""

    occasion = models.CharField("occasion", max_length=100)
    recipient = models.EmailField("à qui", max_length=254)
    claimed_at = models.DateTimeField("pris en charge le", default=timezone.now)
    sent_at = models.DateTimeField("parti le", null=True, blank=True)

    class Meta:
        verbose_name = "envoi"
        verbose_name_plural = "envois"
        constraints = [
            models.UniqueConstraint(fields=["occasion", "recipient"], name="one_message_by_occasion")
        ]

    def __str__(self) -> str:
        return f"{self.occasion} → {self.recipient}"


class LegacyAddressMixin(models.Model):
    """The address that a thing had on a former site: the key of the import."""

    legacy_address = models.CharField(
        "adresse d’origine", max_length=500, blank=True, db_index=True, editable=False
    )

    class Meta:
        abstract = True


class HubImage(LegacyAddressMixin, AbstractImage):
    """An image of the hub; read under the same rule as the pages that show it (``hub.base.files``)."""

    credit = models.CharField("crédit", max_length=255, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    def __str__(self) -> str:
        return self.title

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> Any:
        """Return the image resized.

        Raises:
            SourceImageIOError: the file is missing, or no image. It is what Wagtail’s templates, and those
                of the hub, expect: for anything else the page, or the list of the admin, would fail with it.
        """
        try:
            return super().generate_rendition_file(*args, **kwargs)
        except InvalidFilterSpecError:
            # The mistake of a template, not of a file.
            raise
        except UNREADABLE as error:
            logger.warning("Image %s illisible (%s)\u00a0: %s", self.pk, self.file.name, error)
            raise SourceImageIOError(str(error)) from error


class HubRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def __str__(self) -> str:
        return f"{self.image} ({self.filter_spec})"


class HubDocument(LegacyAddressMixin, AbstractDocument):
    """A file of the hub; read under the same rule as the pages that link to it (``hub.base.files``)."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        verbose_name_plural = "documents"

    def __str__(self) -> str:
        return self.title

    # One transaction with what is noted about it for the search: a killed process leaves both or none.
    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the document."""
        super().save(*args, **kwargs)

    @property
    def size_label(self) -> str:
        """Return the format and weight, such as « ODT – 34 Ko » (RGAA 13.4 asks for both)."""
        size = self.get_file_size() or 0
        for unit in ("octets", "Ko", "Mo"):
            if size < 1024 or unit == "Mo":
                break
            size = size / 1024
        number = f"{size:.1f}".rstrip("0").rstrip(".").replace(".", ",") if unit == "Mo" else f"{size:.0f}"
        extension = os.path.splitext(self.file.name)[1].lstrip(".").upper()
        return f"{extension} – {number}\u00a0{unit}"


def default_review_date() -> dt.date:
    """Return the date by which a new page should be read again: in six months."""
    return timezone.localdate() + dt.timedelta(days=182)


class HubPageForm(WagtailAdminPageForm):
    """The edit form of every page of the hub."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django compares a field whose default is computed (a date) with a hidden copy that panels do
        # not render: every save would count as a change, and an approved page would ask for approval again.
        for field in self.fields.values():
            field.show_hidden_initial = False


class HubPage(LegacyAddressMixin, Page):
    """What every page of the hub carries: one abstract level under ``Page``.

    Subclasses give their panels by name (``content_panels``, ``extra_tabs``) and never rewrite
    ``edit_handler``.
    """

    summary = models.TextField(
        "résumé",
        max_length=400,
        blank=True,
        help_text="Une ou deux phrases, pour les listes, la recherche et le haut de la page.",
    )
    content_owner = models.ForeignKey(
        settings.HUB_OWNER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="responsable du contenu",
        help_text="La personne à qui s’adresser, et qui relit la page.",
    )
    review_by = models.DateField(
        "à relire avant le",
        null=True,
        blank=True,
        default=default_review_date,
        help_text="Passé cette date, la page est signalée « à relire » à l’équipe.",
    )
    audience = ChoiceSetField(
        "public visé",
        choices_from=audiences,
        help_text="À qui la page s’adresse d’abord ; rien de coché : à tout le monde. "
        "Ce choix ne restreint pas l’accès.",
    )

    base_form_class = HubPageForm

    # What the admin’s own search reads; readers search with the hub’s engine (the search room).
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("summary")]

    # Label of the type in lists and search results; subclasses override.
    kind_label: ClassVar[str] = "Page"
    # Words of the link of the header that leads to the edit form.
    edit_label: ClassVar[str] = "Modifier cette page"
    # Pictogram of the design system that stands for the type on tiles.
    pictogram: ClassVar[str] = "document/document"

    # Place among the types offered to write what a search did not find; None: the type answers no search.
    answer_order: ClassVar[int | None] = None

    # Relations that the page’s template shows, read with the page in one query.
    read_with: ClassVar[tuple[str, ...]] = ("content_owner",)

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    extra_tabs: ClassVar[list[tuple[list[Any], str]]] = []
    upkeep_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("content_owner"), FieldPanel("review_by"), FieldPanel("audience")],
            heading="Suivi du contenu",
        )
    ]

    class Meta:
        abstract = True

    @cached_classmethod
    def get_edit_handler(cls: Any) -> Any:
        """Return the tabs of the edit form: content, those of the type, upkeep, promotion."""
        tabs = [
            (cls.content_panels, "Contenu"),
            *cls.extra_tabs,
            ([*cls.upkeep_panels, *cls.settings_panels], "Suivi"),
            (cls.promote_panels, "Référencement"),
        ]
        children = [ObjectList(panels, heading=heading) for panels, heading in tabs if panels]
        return TabbedInterface(children, base_form_class=cls.base_form_class).bind_to_model(cls)

    slug: Any

    def clean(self) -> None:
        """Write slugs without accents or capitals, whatever the editor typed."""
        super().clean()
        if self.slug:
            self.slug = slugify(self.slug)

    def save_revision(self, user: Any = None, **options: Any) -> Any:
        """Save a version, unless nothing was written since the latest one, which is then returned.

        The editor’s autosave and the approval of a page both save what the form holds, touched or not: a
        version equal to the one being approved would undo its approval, or stay as a draft of nothing.

        Args:
            user: who saves.
            options: those of Wagtail; a version scheduled, reverted to or overwritten is always saved.

        Raises:
            ValidationError: the page is not valid.
        """
        special = any(
            options.get(name) for name in ("approved_go_live_at", "previous_revision", "overwrite_revision")
        )
        latest = None if special else self.get_latest_revision()
        if latest is not None and same_content(latest.content, self.serializable_data()):
            return latest
        return super().save_revision(user=user, **options)

    def get_view_restrictions(self) -> Any:
        """Return the restrictions on the page; no query when this request knows there is none."""
        if not any(self.path.startswith(barrier.path) for barrier in page_barriers()):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    @property
    def is_stale(self) -> bool:
        """Tell whether the review date is behind us."""
        return bool(self.review_by and self.review_by < timezone.localdate())

    def stream_text(self) -> str:
        """Return the page’s prose as plain text, for search and excerpts. Subclasses add to it."""
        return ""

    def headings(self) -> list[dict[str, str]]:
        """Return the level-2 headings of the page, as ``{"text", "anchor"}``, for the summary."""
        return []


class BodyPage(HubPage):
    """A page with a body of shared blocks; abstract too, so that one concrete level remains."""

    body = StreamField(BodyStreamBlock(), blank=True, verbose_name="contenu")

    search_fields: ClassVar[list[Any]] = [*HubPage.search_fields, index.SearchField("body")]
    content_panels = [*HubPage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True

    def stream_text(self) -> str:
        """Return the words of the body."""
        return body_text(self.body)

    def headings(self) -> list[dict[str, str]]:
        """Return the parts of the body, for the summary."""
        return stream_headings(self.body)
