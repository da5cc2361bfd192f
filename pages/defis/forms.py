"""The edit form of a défi in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from hub.base.models import HubPageForm

from .rules import add_plan_errors

# Who keeps the team, the dates and the confidentiality of défis; their members edit the rest.
MANAGE = "defis.manage_defis"
# What members neither see nor change: a request made by hand changes nothing of it either.
RESERVED_FIELDS = (
    "administration",
    "promotion",
    "start",
    "end",
    "money_readers",
    "risks_readers",
    "stakeholders_readers",
    "content_owner",
    "review_by",
    "audience",
    "go_live_at",
    "expire_at",
    "slug",
    "seo_title",
    "search_description",
    "show_in_menus",
)
RESERVED_FORMSETS = ("members",)
NOT_READABLE = "Choisissez un fichier que vous pouvez lire."


def manages(user: Any) -> bool:
    """Tell whether a person keeps the team, the dates and the confidentiality of défis."""
    return bool(user.has_perm(MANAGE))


class DefiPageForm(HubPageForm):
    """The edit form of a défi, without what is reserved to those who keep its team."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Put before Wagtail’s own property, which comes first in the class that it builds."""
        super().__init_subclass__(**kwargs)
        cls.show_schedule_publishing_toggle = property(lambda form: "go_live_at" in form.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reduced = self.for_user is not None and not manages(self.for_user)
        if self.reduced:
            for name in RESERVED_FIELDS:
                self.fields.pop(name, None)
            for name in RESERVED_FORMSETS:
                self.formsets.pop(name, None)
            self.known_files = {file for _name, file in _files(self.instance)} | {
                (HandoverFile, row.document_id) for row in self.instance.handover_documents.all()
            }

    def is_valid(self) -> bool:
        """Refuse what no single row can tell: see :func:`pages.defis.rules.add_plan_errors`.

        The page itself cannot tell: while it is validated it still holds the rows of the last save.
        """
        valid: bool = super().is_valid()
        valid = add_plan_errors(self) and valid
        return self._shows_readable_files() and valid

    def _shows_readable_files(self) -> bool:
        """Refuse the files that a member could not read: a page shares those that it shows.

        The choosers do not offer them; a request made by hand could name any.
        """
        from hub.base.files import may_read_file

        if not self.reduced:
            return True
        sound = True
        for name, (model, pk) in _files(self.instance):
            if name in self.fields and (model, pk) not in self.known_files:
                item = model.objects.filter(pk=pk).first()
                if item is not None and not may_read_file(item, self.for_user):
                    self.add_error(name, NOT_READABLE)
                    sound = False
        slots = self.formsets["handover_documents"].forms if "handover_documents" in self.formsets else []
        for slot in slots:
            document = getattr(slot, "cleaned_data", {}).get("document")
            if document is None or (HandoverFile, document.pk) in self.known_files:
                continue
            if not may_read_file(document, self.for_user):
                slot.add_error("document", NOT_READABLE)
                sound = False
        return sound


# Stands for the files of the hand-over slots among those of a page.
HandoverFile = "handover"


def _files(page: Any) -> list[tuple[str, tuple[Any, int]]]:
    """Return the documents and images that the fields of a page show, with the name of each field."""
    from hub.base.models import HubDocument, HubImage

    found: list[tuple[str, tuple[Any, int]]] = []
    if page.image_id:
        found.append(("image", (HubImage, page.image_id)))
    for field in page._meta.get_fields():
        if hasattr(field, "extract_references"):
            value = field.value_from_object(page)
            for model, pk, *_path in field.extract_references(value) if value is not None else ():
                if issubclass(model, HubDocument | HubImage):
                    found.append((field.name, (model, int(pk))))
    return found


def keep_reserved(page: Any, source: Any) -> None:
    """Give a page what is reserved as another version of it holds it.

    Going back to an old version would otherwise bring back its team, its dates and its readers.

    Args:
        page: the version that somebody who does not keep the team is about to save.
        source: the version that counts.
    """
    for name in RESERVED_FIELDS:
        setattr(page, name, getattr(source, name))
    for name in RESERVED_FORMSETS:
        setattr(page, name, list(getattr(source, name).all()))
