"""How terms are found, and the definition shown above the results, for signed-in people."""

from __future__ import annotations

from search.definitions import definition_readers
from search.documents import SIGNED_IN, SearchDocument, document_id, register

from .models import Term
from .selectors import define


def term_document(term: Term) -> SearchDocument:
    """Return the document of a term."""
    return SearchDocument(
        id=document_id(Term, term.pk),
        kind="term",
        title=term.acronym,
        summary=term.expansion,
        body=term.definition,
        tags=tuple(term.alias_list),
        url=term.get_absolute_url(),
        access=(SIGNED_IN,),
    )


register(Term, kind="term", label="Terme du glossaire", plural="Glossaire", order=80, builder=term_document)
definition_readers.register("glossary", define)
