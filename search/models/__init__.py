"""What the search keeps in the main database."""

from __future__ import annotations

from .file_texts import FileText
from .pending import PendingIndexing
from .query_log import SearchEvent, SearchQuery
from .vocabulary import SynonymSet, ThesaurusEntry, Vocabulary

__all__ = [
    "FileText",
    "PendingIndexing",
    "SearchEvent",
    "SearchQuery",
    "SynonymSet",
    "ThesaurusEntry",
    "Vocabulary",
]
