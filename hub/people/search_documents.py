"""How people are found, by signed-in people only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.documents import SIGNED_IN, SearchDocument, document_id, follow, register, register_facet
from search.pages import join, labels

from .models import Administration, Person, Promotion, Skill


def person_document(person: Person) -> SearchDocument:
    """Return the document of a person."""
    roles, trade = tuple(person.role_labels), person.get_trade_display() if person.trade else ""
    place = person.administration.short_name if person.administration else ""
    promotion = person.promotion.name if person.promotion else ""
    offered = [skill.name for skill in person.skills_offered.all()]
    return SearchDocument(
        id=document_id(Person, person.pk),
        kind="person",
        title=person.full_name,
        summary=" – ".join(labels(person.job_title or trade, place, promotion)),
        # Their roles come last: « mentor » is asked about mentoring more often than about each mentor.
        body=join(person.biography, str(person.administration or ""), ", ".join(roles)),
        tags=(*labels(trade), *offered),
        facets={
            name: values
            for name, values in {
                "role": roles,
                "promotion": labels(promotion),
                "administration": labels(place),
            }.items()
            if values
        },
        url=person.get_absolute_url(),
        access=(SIGNED_IN,),
    )


register(
    Person,
    kind="person",
    label="Personne",
    plural="Personnes",
    order=70,
    builder=person_document,
    prefetch=("promotion", "administration"),
)
register_facet("promotion", "Promotion", 50)
register_facet("administration", "Administration", 60)


def people_references(people: Any) -> Iterable[str]:
    """Return the references of the documents of some people."""
    return (document_id(Person, pk) for pk in people.values_list("pk", flat=True))


follow(Promotion, lambda promotion: people_references(promotion.people))
follow(Administration, lambda administration: people_references(administration.people))
follow(Skill, lambda skill: people_references(skill.offered_by))
