"""What happens to a défi beside its page: its history, its team’s rights, the follow-ups after its end.

None of it is in the page: a confirmation or an answer is a fact, not a draft, and stays when pages are
restored to an earlier version.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from ..enums import AddressState, FollowUpState, HistoryKind, ProductStatus
from .rows import person_key


class DefiTeam(models.Model):
    """The group through which the members of a défi edit it (Wagtail’s page permissions)."""

    defi = models.OneToOneField("defis.DefiPage", on_delete=models.CASCADE, related_name="team_group")
    group = models.OneToOneField("auth.Group", on_delete=models.CASCADE, related_name="defi_team")

    class Meta:
        verbose_name = "groupe d’équipe"
        verbose_name_plural = "groupes d’équipe"

    def __str__(self) -> str:
        return self.group.name


class HistoryEntry(models.Model):
    """Something that happened to a défi, told in plain French.

    ``lines`` holds ``{"text", "area", "reserved"}``: the area is ``roadmap``, ``plan`` or ``identity``;
    ``reserved`` names the part of :class:`~pages.defis.confidentiality.Part` that the sentence discloses,
    or is empty. A sentence that names somebody in charge also holds ``readers``: people who are signed in
    (``pages.defis.history.fields.SIGNED_IN``). ``snapshot`` is the record as published (see
    ``pages.defis.history``).
    """

    defi = models.ForeignKey("defis.DefiPage", on_delete=models.CASCADE, related_name="history")
    kind = models.CharField("nature", max_length=15, choices=HistoryKind.choices)
    at = models.DateTimeField("le", default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # The record survives the people: the name stays when the account goes.
    by_name = models.CharField("par", max_length=250, blank=True)
    lines = models.JSONField("phrases", default=list)
    snapshot = models.JSONField("fiche", null=True)

    class Meta:
        verbose_name = "entrée de l’historique"
        verbose_name_plural = "historique"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["defi", "kind", "at"], name="defi_history")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%d/%m/%Y})"


class FollowUp(models.Model):
    """News asked three, six or twelve months after the end of a défi."""

    defi = models.ForeignKey("defis.DefiPage", on_delete=models.CASCADE, related_name="follow_ups")
    months = models.PositiveSmallIntegerField("mois après la fin")
    due_on = models.DateField("prévu le")
    state = models.CharField(
        "état", max_length=10, choices=FollowUpState.choices, default=FollowUpState.WAITING
    )
    asked_at = models.DateTimeField("demandé le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancé le", null=True, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = person_key("qui a répondu")
    answered_by_name = models.CharField("nom de qui a répondu", max_length=250, blank=True)
    status = models.CharField("état du produit", max_length=15, choices=ProductStatus.choices, blank=True)
    maintainer = models.CharField("qui le maintient", max_length=300, blank=True)
    user_count = models.PositiveIntegerField("nombre de personnes utilisatrices", null=True, blank=True)
    address_state = models.CharField(
        "l’adresse fonctionne-t-elle ?", max_length=10, choices=AddressState.choices, blank=True
    )
    address = models.URLField("nouvelle adresse", max_length=500, blank=True)
    comment = models.TextField("commentaire", max_length=2000, blank=True)

    class Meta:
        verbose_name = "prise de nouvelles"
        verbose_name_plural = "prises de nouvelles"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["defi", "months"], name="one_follow_up_by_term"),
            models.CheckConstraint(condition=models.Q(months__in=[3, 6, 12]), name="follow_up_terms"),
        ]

    def __str__(self) -> str:
        return f"{self.defi} (+{self.months} mois)"
