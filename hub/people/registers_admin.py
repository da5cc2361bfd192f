"""The registers of the community in the admin: lists, filters, exports (wagtail-modeladmin)."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter, display
from django.db.models import Count
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.options import ModelAdminGroup

from hub.base.exports import spreadsheet_safe
from hub.base.registers import RegisterAdmin

from .enums import Role
from .invitations_admin import invitations_menu_item
from .models import Administration, Person, Promotion, Skill
from .selectors import with_role


class RoleFilter(SimpleListFilter):
    """Filter by role."""

    title = "rôle"
    parameter_name = "role"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return the roles."""
        return Role.choices

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the people who have the role."""
        role = self.value()
        return with_role(queryset, role) if role in Role.values else queryset


class AccountFilter(SimpleListFilter):
    """Filter by whether the person has an account."""

    title = "compte"
    parameter_name = "compte"

    def lookups(self, request: Any, model_admin: Any) -> Any:
        """Return yes and no."""
        return [("oui", "Avec un compte"), ("non", "Sans compte")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Keep the people with or without an account."""
        if self.value() not in ("oui", "non"):
            return queryset
        return queryset.filter(user__isnull=self.value() == "non")


class PromotionFilter(RelatedFieldListFilter):
    """Filter by promotion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A cell left empty says enough; a link needs words.
        self.empty_value_display = SafeString("Sans promotion")


class PersonAdmin(RegisterAdmin):
    """Register of people."""

    model = Person
    menu_label = "Personnes"
    menu_icon = "group"
    thing = "une personne"
    base_url_path = "communaute/personnes"
    list_display = ("name", "role_list", "trade", "promotion", "administration_name", "account")
    list_filter = (RoleFilter, AccountFilter, "trade", ("promotion", PromotionFilter))
    list_select_related = ("promotion", "administration", "user")
    search_fields = ("first_name", "last_name", "slug", "user__email", "administration__name")
    ordering = ("last_name", "first_name", "pk")
    list_export = (
        "export_last_name", "export_first_name", "role_list", "export_trade", "export_job_title",
        "promotion_name", "administration_name", "account", "export_contact",
    )  # fmt: skip
    export_filename = "personnes"
    inspect_view_fields = [
        "first_name", "last_name", "roles", "trade", "job_title", "promotion", "administration", "biography",
        "public_email", "skills_offered", "skills_wanted", "user", "updated_at",
    ]  # fmt: skip

    def get_queryset(self, request: Any) -> Any:
        """Return people with what the list and the export show, in one query."""
        return super().get_queryset(request).select_related("promotion", "administration", "user")

    @display(description="Nom", ordering="last_name")
    def name(self, person: Person) -> str:
        """Return the name, then the first name."""
        return f"{person.last_name} {person.first_name}".strip()

    @display(description="Rôles")
    def role_list(self, person: Person) -> str:
        """Return the roles."""
        return ", ".join(person.role_labels)

    @display(description="Promotion")
    def promotion_name(self, person: Person) -> str:
        """Return the promotion’s name."""
        return person.promotion.name if person.promotion else ""

    @display(description="Administration", ordering="administration__name")
    def administration_name(self, person: Person) -> str:
        """Return the administration’s acronym or name."""
        return person.administration.short_name if person.administration else ""

    @display(description="Compte", ordering="user__email")
    def account(self, person: Person) -> str:
        """Return the address of the account."""
        return person.user.email if person.user else ""

    @display(description="Nom")
    def export_last_name(self, person: Person) -> str:
        """Return the name."""
        return spreadsheet_safe(person.last_name)

    @display(description="Prénom")
    def export_first_name(self, person: Person) -> str:
        """Return the first name."""
        return spreadsheet_safe(person.first_name)

    @display(description="Métier")
    def export_trade(self, person: Person) -> str:
        """Return the trade."""
        return person.get_trade_display() if person.trade else ""

    @display(description="Fonction")
    def export_job_title(self, person: Person) -> str:
        """Return the job title, typed by the person."""
        return spreadsheet_safe(person.job_title)

    @display(description="Adresse de contact")
    def export_contact(self, person: Person) -> str:
        """Return the contact address, typed by the person."""
        return spreadsheet_safe(person.public_email)


class PromotionAdmin(RegisterAdmin):
    """Register of promotions."""

    model = Promotion
    menu_label = "Promotions"
    menu_icon = "date"
    thing = "une promotion"
    base_url_path = "communaute/promotions"
    list_display = ("name", "number", "start", "end", "people_count")
    search_fields = ("name",)
    list_export = ("name", "number", "start", "end", "people_count")
    export_filename = "promotions"

    def get_queryset(self, request: Any) -> Any:
        """Return promotions with their number of people."""
        return super().get_queryset(request).annotate(counted=Count("people"))

    @display(description="Personnes")
    def people_count(self, promotion: Any) -> str:
        """Return the number of people."""
        return str(promotion.counted)


class AdministrationAdmin(RegisterAdmin):
    """Register of administrations."""

    model = Administration
    menu_label = "Administrations"
    menu_icon = "home"
    thing = "une administration"
    base_url_path = "communaute/administrations"
    list_display = ("name", "acronym", "parent", "people_count")
    list_select_related = ("parent",)
    search_fields = ("name", "acronym", "slug")
    list_export = ("name", "acronym", "parent_name", "website", "people_count")
    export_filename = "administrations"

    def get_queryset(self, request: Any) -> Any:
        """Return administrations with their number of people."""
        return super().get_queryset(request).select_related("parent").annotate(counted=Count("people"))

    @display(description="Rattachée à")
    def parent_name(self, administration: Administration) -> str:
        """Return the name of the administration above."""
        return administration.parent.name if administration.parent else ""

    @display(description="Personnes")
    def people_count(self, administration: Any) -> str:
        """Return the number of people."""
        return str(administration.counted)


class SkillAdmin(RegisterAdmin):
    """Register of skills."""

    model = Skill
    menu_label = "Compétences"
    menu_icon = "clipboard-list"
    thing = "une compétence"
    base_url_path = "communaute/competences"
    list_display = ("name", "offered_count", "wanted_count")
    search_fields = ("name", "slug")
    list_export = ("name", "offered_count", "wanted_count")
    export_filename = "competences"

    def get_queryset(self, request: Any) -> Any:
        """Return skills with the numbers of people who offer and want them."""
        return (
            super()
            .get_queryset(request)
            .annotate(offered=Count("offered_by", distinct=True), wanted=Count("wanted_by", distinct=True))
        )

    @display(description="À partager")
    def offered_count(self, skill: Any) -> str:
        """Return how many people offer it."""
        return str(skill.offered)

    @display(description="À acquérir")
    def wanted_count(self, skill: Any) -> str:
        """Return how many people want it."""
        return str(skill.wanted)


class CommunityGroup(ModelAdminGroup):
    """The menu of the community."""

    menu_label = "Communauté"
    menu_icon = "group"
    menu_order = 250
    items = (PersonAdmin, PromotionAdmin, AdministrationAdmin, SkillAdmin)

    def get_submenu_items(self) -> list[MenuItem]:
        """Add the invitations to the registers."""
        return [*super().get_submenu_items(), invitations_menu_item(order=len(self.items) + 1)]
