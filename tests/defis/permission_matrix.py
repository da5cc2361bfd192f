"""What the permission matrix needs: a hub with one défi and everybody around it, and its outputs."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from pages.defis import teams
from pages.defis.follow_ups.links import Link, make_address
from pages.defis.health import assess
from pages.defis.models import DefiMember, DefiPage, FollowUp
from pages.defis.records import read_records
from search.indexing import rebuild
from tests.factories.defis import MONEY_WORDS, RISK_WORDS, STAKEHOLDER_WORDS, day, full_defi
from tests.factories.people import PersonFactory, UserFactory

TITLE = "Défi complet"
# Role -> groups of the account, part in the défi, dates of that part; an empty part: in another défi.
ROLES: dict[str, tuple[list[str] | None, str | None, dict[str, Any]]] = {
    "anonymous": (None, None, {}),
    "wrong_group": ([], None, {}),
    "alumni": (["Alumni"], None, {}),
    "eig_elsewhere": (["EIG"], "", {}),
    "mentor_elsewhere": (["Mentors"], "", {}),
    "eig": (["EIG"], "eig", {}),
    "mentor": (["Mentors"], "mentor_high", {}),
    "sponsor": ([], "sponsor", {}),
    "former": (["EIG"], "eig", {"end": day(-31)}),
    "coach": (["Coachs"], None, {}),
    "editor": (["Rédaction"], None, {}),
    "staff": (["Équipe du programme"], None, {}),
}
MEMBERS = {"eig", "mentor", "sponsor"}
TEAM = {"editor", "staff"}
# Who follows the défi, and who edits it.
INSIDERS = MEMBERS | TEAM
EDITORS = (MEMBERS - {"sponsor"}) | TEAM
SIGNED_IN = set(ROLES) - {"anonymous"}

WORDS = {
    "identity": (TITLE,),
    "money": MONEY_WORDS,
    "risks": RISK_WORDS,
    "stakeholders": STAKEHOLDER_WORDS,
}
GROUPS = (*WORDS, "health")

# Rule -> the roles that it lets read, when the part is reserved, and when the readers of the page have it.
RULES: dict[str, tuple[set[str], set[str]]] = {
    "page": (SIGNED_IN, SIGNED_IN),
    "part": (INSIDERS, SIGNED_IN),
    "shared": (set(), SIGNED_IN),
    "insiders": (INSIDERS, INSIDERS),
    "editors": (EDITORS, EDITORS),
    "admin": (EDITORS | {"eig_elsewhere", "mentor_elsewhere"},) * 2,
    "team": (TEAM, TEAM),
    "holder": (set(ROLES), set(ROLES)),
}
EVERYTHING_TO_EDITORS = dict.fromkeys(WORDS, "editors")
# Output -> group of fields -> rule. What is not named shows to nobody.
EXPECTED: dict[str, dict[str, str]] = {
    "presentation": {"identity": "page", "stakeholders": "part", "health": "insiders"},
    "roadmap": {"identity": "page"},
    "plan": {"identity": "page", "money": "part", "risks": "part", "health": "insiders"},
    "timeline": {"identity": "page", "money": "part", "stakeholders": "part"},
    "versions": {"identity": "page"},
    "documents": {"identity": "page"},
    "note": {"identity": "page", "money": "part", "risks": "part", "stakeholders": "part"},
    "note docx": {"identity": "page", "money": "part", "risks": "part", "stakeholders": "part"},
    "note to share": {"identity": "page", "money": "shared", "risks": "shared", "stakeholders": "shared"},
    "note to share docx": {
        "identity": "page",
        "money": "shared",
        "risks": "shared",
        "stakeholders": "shared",
    },
    "hand-over": {"identity": "page", "risks": "part"},
    "hand-over docx": {"identity": "page", "risks": "part"},
    "index of défis": {"identity": "page"},
    "bridges": {},
    "dashboard": {"identity": "insiders", "health": "insiders"},
    "dashboard pictures": {"identity": "insiders"},
    "dashboard csv": {"identity": "insiders", "money": "insiders", "health": "insiders"},
    "dashboard xlsx": {"identity": "insiders", "money": "insiders", "health": "insiders"},
    "search by title": {"identity": "page"},
    # A défi that a reserved word would find says that it holds the word.
    "search for money": {"identity": "shared"},
    "search for risks": {"identity": "shared"},
    "search for stakeholders": {"identity": "shared"},
    "suggestions": {"identity": "page"},
    "suggestions for money": {"identity": "shared"},
    "open data csv": {},
    "open data json": {},
    # Whoever holds the link sees the name of the défi: it was sent to them, and needs no account.
    "follow-up link": {"identity": "holder"},
    "follow-up desk": {"identity": "team"},
    "follow-up form": {"identity": "team"},
    "roadmap form": {"identity": "editors"},
    "plan form": {"identity": "editors", "money": "editors", "risks": "editors"},
    "confirm": {"identity": "editors"},
    "admin edit": EVERYTHING_TO_EDITORS,
    "admin history": {"identity": "editors"},
    "admin compare": EVERYTHING_TO_EDITORS,
    "admin version": {"identity": "editors", "stakeholders": "editors", "health": "editors"},
    "admin draft": {"identity": "editors", "stakeholders": "editors", "health": "editors"},
    "admin workflow": {"identity": "editors"},
    "admin usage": {"identity": "editors"},
    "admin list": {"identity": "team"},
    "admin search": {"identity": "editors"},
    "admin chooser": {"identity": "admin"},
    "admin site history": {"identity": "team"},
    "admin api": {"identity": "editors"},
}
# Outputs whose address holds the words that are looked for: only what they find tells something.
ECHOES = {name for name in EXPECTED if " for " in name}


def expected(output: str, group: str, role: str, *, opened: bool, public: bool = False) -> bool:
    """Tell whether a role should read a group of fields in an output."""
    rule = EXPECTED[output].get(group)
    if rule is None:
        # Open data hold what is public of the défis that are.
        return public and output.startswith("open data") and group == "identity"
    if public and role == "anonymous" and rule != "holder":
        return expected(output, group, "alumni", opened=opened) and output != "bridges"
    return role in RULES[rule][opened]


def plain(content: bytes) -> str:
    """Return all that a page or a file says, attributes included, spaces and numbers in one spelling."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            raw = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    else:
        raw = content.decode("utf-8", "replace")
    raw = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), unescape(raw))
    text = f"{re.sub(r'<[^>]+>', '', raw)} {raw}"
    text = re.sub(r"[\s\u00a0\u202f]+", " ", text)
    return re.sub(r"(?<=\d) (?=\d{3})", "", text)


@dataclass
class Hub:
    """One défi, another one, and an account for each role."""

    defi: Any
    other: Any
    users: dict[str, Any] = field(default_factory=dict)
    follow_up: int = 0
    health: tuple[str, ...] = ()

    def shown(self, text: str) -> set[str]:
        """Return the groups of fields that a text discloses."""
        words = {**WORDS, "health": self.health}
        return {group for group, found in words.items() if any(word in text for word in found)}


def build(tree: Any, **readers: str) -> Hub:
    """Plant the hub of the matrix.

    Args:
        tree: the small hub.
        readers: who reads the reserved parts, by field of the page.
    """
    defi = full_defi(tree, title=TITLE, **readers)
    # It has just begun: nothing to say on its health, and none of the words of the first.
    hub = Hub(defi, full_defi(tree, title="Un voisin", slug="voisin", start=day(-2), end=day(298)))
    hub.other.scenarios.all().delete()
    hub.other.stakeholders.all().delete()
    for role, (groups, part, dates) in ROLES.items():
        user: Any = AnonymousUser() if groups is None else UserFactory(groups=groups, last_name=role.title())
        if part is not None:
            target = defi if part else hub.other
            person = PersonFactory(user=user, last_name=f"Personne {role}")
            DefiMember.objects.create(defi=target, person=person, role=part or "mentor_operational", **dates)
        hub.users[role] = user
    hub.follow_up = FollowUp.objects.create(defi=defi, months=3, due_on=timezone.localdate()).pk
    _publish_secrets(defi)
    teams.sync_teams()
    [record] = read_records(DefiPage.objects.filter(pk=defi.pk))
    found = assess(record, timezone.localdate()).findings
    hub.health = tuple(plain(finding.sentence.encode())[: len(finding.sentence)] for finding in found)
    rebuild()
    return hub


def _publish_secrets(defi: Any) -> None:
    """Publish the défi twice, so that its history tells the coming of what is reserved."""
    page = DefiPage.objects.get(pk=defi.pk)
    scenario, stakeholder = page.scenarios.all()[0], page.stakeholders.all()[0]
    scenario.funding_source, scenario.yearly_cost, scenario.risks = "Budget ordinaire", 1000, "Peu de risques"
    stakeholder.name = "Service ordinaire"
    page.scenarios.add(scenario)
    page.stakeholders.add(stakeholder)
    page.save_revision().publish()
    page = DefiPage.objects.get(pk=defi.pk)
    scenario, stakeholder = page.scenarios.all()[0], page.stakeholders.all()[0]
    scenario.funding_source, scenario.yearly_cost = MONEY_WORDS[0], int(MONEY_WORDS[1])
    scenario.risks, stakeholder.name = RISK_WORDS[0], STAKEHOLDER_WORDS[0]
    page.scenarios.add(scenario)
    page.stakeholders.add(stakeholder)
    page.save_revision().publish()


def outputs(hub: Hub) -> dict[str, str]:
    """Return the addresses where a défi shows, by name."""
    defi, pk = hub.defi, hub.defi.pk
    old, new = DefiPage.objects.get(pk=pk).revisions.order_by("pk")
    note, file = f"{defi.url}documents/note-strategique/", f"{defi.url}documents/dossier-de-passation/"

    def admin(name: str, *args: Any) -> str:
        return reverse(f"wagtailadmin_pages:{name}", args=[pk, *args])

    return {
        "presentation": defi.url,
        "roadmap": f"{defi.url}feuille-de-route/",
        "plan": f"{defi.url}perennisation/",
        "timeline": f"{defi.url}historique/",
        "versions": f"{defi.url}feuille-de-route/versions/",
        "documents": f"{defi.url}documents/",
        "note": note,
        "note docx": f"{note}docx/",
        "note to share": f"{note}?version=a-diffuser",
        "note to share docx": f"{note}docx/?version=a-diffuser",
        "hand-over": file,
        "hand-over docx": f"{file}docx/",
        "index of défis": defi.get_parent().url,
        "bridges": "/suivi-des-defis/entraide/",
        "dashboard": "/suivi-des-defis/",
        "dashboard pictures": "/suivi-des-defis/images/",
        "dashboard csv": "/suivi-des-defis/export.csv",
        "dashboard xlsx": "/suivi-des-defis/export.xlsx",
        "search by title": "/recherche/?q=complet",
        "search for money": "/recherche/?q=transformation+secret",
        "search for risks": "/recherche/?q=risque+confidentiel+fournisseur",
        "search for stakeholders": "/recherche/?q=influente",
        "suggestions for money": "/recherche/suggestions?q=fonds+de+transfo",
        "suggestions": "/recherche/suggestions?q=complet",
        "open data csv": "/donnees-ouvertes/defis.csv",
        "open data json": "/donnees-ouvertes/defis.json",
        "follow-up link": urlsplit(make_address(Link(hub.follow_up, hub.users["mentor"].person.pk))).path,
        "follow-up desk": reverse("defis:follow_up_desk"),
        "follow-up form": reverse("defis:follow_up_write", args=[hub.follow_up]),
        "roadmap form": f"{defi.url}feuille-de-route/modifier/",
        "plan form": f"{defi.url}perennisation/modifier/",
        "confirm": f"{defi.url}perennisation/confirmer/",
        "admin edit": admin("edit"),
        "admin history": admin("history"),
        "admin compare": admin("revisions_compare", old.pk, new.pk),
        "admin version": admin("revisions_view", new.pk),
        "admin draft": admin("view_draft"),
        "admin workflow": admin("workflow_history"),
        "admin usage": admin("usage"),
        "admin list": reverse("wagtailadmin_explore", args=[defi.get_parent().pk]),
        "admin search": "/admin/pages/search/?q=complet",
        "admin chooser": f"/admin/choose-page/{defi.get_parent().pk}/",
        "admin site history": "/admin/reports/site-history/",
        "admin api": f"/admin/api/main/pages/{pk}/",
    }
