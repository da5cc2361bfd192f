"""Writes the registers of the starter content: administrations, promotions, people, glossary…"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from hub.base.markup import plain_text
from hub.people.enums import DEMO_DOMAIN, HubGroup
from hub.people.models import Administration, Person, PersonLink, Promotion, Skill, User
from pages.defis.models import CommonProblem, Technology
from resources.centre.models import Theme
from resources.glossary.models import Term, TermMeaning

from .reading import read_register, strip_terms, to_date

# One account per role.
DEMO_ACCOUNTS: dict[str, str] = {
    "camille-rivoire": HubGroup.TEAM,
    "hugo-lestang": HubGroup.EDITORS,
    "olivier-daubrac": HubGroup.MENTORS,
    "lea-marchetti": HubGroup.EIG,
    "samira-khelifi": HubGroup.ALUMNI,
    "claire-fontanel": HubGroup.COACHES,
}
DEMO_PASSWORD = "demonstration-eig"


def load_registers() -> None:
    """Create every register row."""
    _load_administrations()
    Promotion.objects.bulk_create(
        Promotion(
            number=row["number"],
            name=row["name"],
            slug=f"promotion-{row['number']}",
            start=to_date(row["start"]),
            end=to_date(row["end"]),
        )
        for row in read_register("promotions")
    )
    Skill.objects.bulk_create(Skill(name=row["name"], slug=row["slug"]) for row in read_register("skills"))
    Theme.objects.bulk_create(Theme(name=row["name"], slug=row["slug"]) for row in read_register("themes"))
    Technology.objects.bulk_create(
        Technology(name=row["name"], slug=row["slug"]) for row in read_register("technologies")
    )
    CommonProblem.objects.bulk_create(
        CommonProblem(name=row["name"], slug=row["slug"], description=row["description"])
        for row in read_register("common_problems")
    )
    _load_people()
    _load_glossary()


def _load_administrations() -> None:
    rows = read_register("administrations")
    created = {
        row["slug"]: Administration.objects.create(
            slug=row["slug"], name=row["name"], acronym=row["acronym"] or "", website=row["website"] or ""
        )
        for row in rows
    }
    for row in rows:
        if row.get("parent"):
            created[row["slug"]].parent = created[row["parent"]]
            created[row["slug"]].save(update_fields=["parent"])


def _load_people() -> None:
    promotions = {promotion.number: promotion for promotion in Promotion.objects.all()}
    administrations = {administration.slug: administration for administration in Administration.objects.all()}
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    for row in read_register("people"):
        person: Any = Person(
            slug=row["slug"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            roles=row["roles"],
            trade=row.get("trade") or "",
            job_title=row.get("job_title") or "",
            promotion=promotions.get(row.get("promotion")),
            administration=administrations.get(row.get("administration") or ""),
            biography=plain_text(strip_terms(row.get("biography") or "")),
        )
        person.skills_offered = [skills[slug] for slug in row.get("skills_offered") or []]
        person.skills_wanted = [skills[slug] for slug in row.get("skills_wanted") or []]
        person.links = [PersonLink(kind=link["kind"], url=link["url"]) for link in row.get("links") or []]
        person.save()


def _load_glossary() -> None:
    rows = read_register("glossary")
    terms: dict[str, Term] = {}
    for row in rows:
        terms[row["acronym"]] = Term.objects.create(
            acronym=row["acronym"],
            expansion=row.get("expansion") or "",
            definition=plain_text(strip_terms(row.get("definition") or "")),
            aliases=", ".join(row.get("aliases") or []),
        )
    administrations = {administration.slug: administration for administration in Administration.objects.all()}
    for row in rows:
        for meaning in row.get("meanings") or []:
            TermMeaning.objects.create(
                term=terms[row["acronym"]],
                administration=administrations.get(meaning.get("administration") or ""),
                place=meaning.get("place") or "",
                expansion=meaning.get("expansion") or "",
                definition=meaning.get("definition") or "",
            )
        successor = terms.get(row.get("successor") or "")
        if successor is not None:
            terms[row["acronym"]].successor = successor
            terms[row["acronym"]].save(update_fields=["successor"])


def load_demo_accounts() -> list[User]:
    """Create one account per role, with a known password: demo hubs only."""
    accounts = []
    for slug, group in DEMO_ACCOUNTS.items():
        person = Person.objects.get(slug=slug)
        user = User.objects.create_user(
            f"{slug}@{DEMO_DOMAIN}",
            DEMO_PASSWORD,
            first_name=person.first_name,
            last_name=person.last_name,
        )
        user.groups.add(Group.objects.get(name=group))
        person.user = user
        person.save(update_fields=["user"])
        accounts.append(user)
    return accounts
