"""How terms are found, and the definition shown above the results, for signed-in people."""

from __future__ import annotations

from collections.abc import Iterable

from hub.people.models import Administration
from search.definitions import definition_readers
from search.documents import SIGNED_IN, SearchDocument, document_id, follow, register

from .models import Term, TermMeaning
from .selectors import define


def term_document(term: Term) -> SearchDocument:
    """Return the document of a term, with what it means in some administrations."""
    meanings = [
        f"{meaning.place_name}\u00a0: {meaning.expansion}. {meaning.definition}"
        for meaning in term.meanings.all()
    ]
    return SearchDocument(
        id=document_id(Term, term.pk),
        kind="term",
        title=term.acronym,
        summary=term.expansion,
        body="\n".join([term.definition, *meanings]),
        tags=tuple(term.alias_list),
        url=term.get_absolute_url(),
        access=(SIGNED_IN,),
    )


def _of_meaning(meaning: TermMeaning) -> Iterable[str]:
    return [document_id(Term, meaning.term_id)]


def _of_administration(administration: Administration) -> Iterable[str]:
    terms = TermMeaning.objects.filter(administration=administration).values_list("term_id", flat=True)
    return [document_id(Term, pk) for pk in terms]


register(
    Term,
    kind="term",
    label="Terme du glossaire",
    plural="Glossaire",
    order=80,
    builder=term_document,
    prefetch=("meanings__administration",),
)
follow(TermMeaning, _of_meaning)
follow(Administration, _of_administration)
definition_readers.register("glossary", define)
