"""Every page type is found or says why not; nothing registers twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from hub.base.selectors import hub_page_types
from pages.home.models import HomePage
from pages.standard.models import ContentPage
from search import documents
from search.checks import check_page_types


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a copy of the registry."""
    monkeypatch.setattr(documents, "_sources", dict(documents._sources))
    monkeypatch.setattr(documents, "_excluded", dict(documents._excluded))


def nothing(_row: Any) -> None:
    return None


def test_every_page_type_of_the_hub_is_known() -> None:
    assert hub_page_types()
    assert check_page_types() == []


def test_a_page_type_that_nobody_registered_is_an_error() -> None:
    del documents._sources[ContentPage]
    (error,) = check_page_types(page_types=[ContentPage, HomePage])
    assert error.id == "hub_search.E001"
    assert "search_documents" in str(error.hint)


def test_an_exclusion_needs_a_reason() -> None:
    with pytest.raises(ImproperlyConfigured):
        documents.exclude(HomePage, " ")
    assert documents.exclusion_of(HomePage)


def test_a_model_registers_once() -> None:
    with pytest.raises(ImproperlyConfigured):
        documents.register(ContentPage, kind="page", label="Page", builder=nothing)
    with pytest.raises(ImproperlyConfigured):
        documents.exclude(ContentPage, "déjà inscrite")


def test_a_kind_has_one_name() -> None:
    del documents._sources[ContentPage]
    with pytest.raises(ImproperlyConfigured):
        documents.register(ContentPage, kind="page", label="Feuille", builder=nothing)


def test_the_bench_command_ranks_a_corpus_apart(tmp_path: Path, settings: Any) -> None:
    settings.HUB_SEARCH_DIR = tmp_path / "hub-index"
    corpus, queries, run = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    corpus.write_text(
        '{"id": "a", "kind": "guide", "title": "Pérennisation", "body": "La relève."}\n'
        '{"id": "b", "kind": "guide", "title": "Accueil", "body": "Le badge."}\n',
        encoding="utf-8",
    )
    queries.write_text('{"qid": "q1", "query": "perennisation"}\n', encoding="utf-8")
    call_command("search_run", corpus=corpus, queries=queries, output=run)
    assert json.loads(run.read_text(encoding="utf-8")) == {"qid": "q1", "ranked": ["a"]}
    assert not settings.HUB_SEARCH_DIR.exists()


def test_the_bench_command_explains_a_broken_corpus(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("{\n", encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="ligne 1"):
        call_command(
            "search_run",
            corpus=tmp_path / "corpus.jsonl",
            queries=tmp_path / "queries.jsonl",
            output=tmp_path / "run.jsonl",
        )
