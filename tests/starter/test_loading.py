"""Loading the starter content: what depends on how it is loaded."""

from __future__ import annotations

from typing import Any

from hub.people.models import User
from hub.starter.registers import DEMO_DOMAIN
from hub.starter.services import load_starter
from resources.centre.models import ResourcePage
from search.indexing import rebuild
from search.services import search


def test_no_demo_account_outside_of_a_demo(db: Any) -> None:
    """A real hub gets the content and no account that somebody else could use."""
    load_starter(demo=False)
    assert not User.objects.filter(email__endswith=DEMO_DOMAIN).exists()


def test_the_words_of_an_attached_file_are_found(db: Any, django_capture_on_commit_callbacks: Any) -> None:
    """A word that only the ODT says leads to its resource, and the result names the file."""
    with django_capture_on_commit_callbacks(execute=True):
        load_starter(demo=True)
    rebuild()
    (hit,) = search(User.objects.first(), "magnétique").hits
    assert hit.title == ResourcePage.objects.get(files__label="Le mémo d’invitation à adapter").title
    assert hit.file == "Le mémo d’invitation à adapter"
    assert hit.file_url.endswith(".odt")
