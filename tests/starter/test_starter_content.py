"""The starter content: complete, correct, loaded once and never over anything."""

from __future__ import annotations

import re
from typing import Any

import pytest
from wagtail.models import Page

from hub.people.models import Person, User
from hub.starter.reading import CONTENT_DIR, read_pages, read_register
from hub.starter.registers import DEMO_ACCOUNTS, DEMO_DOMAIN
from hub.starter.services import AlreadyLoaded, load_starter
from pages.conduct.models import CodeOfConductPage
from pages.defis.models import DefiPage
from pages.experience.models import ExperienceReportPage
from pages.news.models import NewsPage
from pages.onboarding.models import OnboardingPathPage
from resources.centre.models import ResourcePage
from resources.glossary.models import Term
from search.indexing import rebuild
from search.services import search


def test_everything_promised_is_there(loaded: Any) -> None:
    """The counts of the product’s promise."""
    conduct = CodeOfConductPage.objects.get()
    assert (conduct.values.count(), conduct.practices.count()) == (4, 5)
    paths = list(OnboardingPathPage.objects.all())
    assert len(paths) == 2
    for path in paths:
        assert sum(step.tasks.count() for step in path.steps.all()) >= 20
    assert Page.objects.get(slug="academie").get_children().live().count() == 8
    assert ResourcePage.objects.live().count() >= 12
    assert ExperienceReportPage.objects.live().count() >= 6
    assert DefiPage.objects.live().values("phase").distinct().count() >= 4
    assert DefiPage.objects.live().count() >= 6
    assert Term.objects.count() >= 50
    assert NewsPage.objects.live().count() >= 4
    assert Person.objects.count() >= 40


def test_second_load_touches_nothing(loaded: Any) -> None:
    """What staff changed stays, and nothing is doubled."""
    page = ResourcePage.objects.first()
    page.title = "Retouché par la rédaction"
    page.save()
    pages = Page.objects.count()
    with pytest.raises(AlreadyLoaded):
        load_starter(demo=True)
    assert Page.objects.count() == pages
    assert ResourcePage.objects.filter(title="Retouché par la rédaction").exists()


def test_one_demo_account_per_role(loaded: Any) -> None:
    """Each account of the demo is in its group, and nobody is a superuser."""
    accounts = User.objects.filter(email__endswith=DEMO_DOMAIN)
    assert accounts.count() == len(DEMO_ACCOUNTS) == 6
    assert {user.groups.get().name for user in accounts} == set(DEMO_ACCOUNTS.values())
    assert not accounts.filter(is_superuser=True).exists()


def test_every_page_opens_and_links_somewhere(loaded: Any, client: Any) -> None:
    """Each page opens for the team, and no link of the hub is dead."""
    client.force_login(
        User.objects.get(email=f"camille-rivoire@{DEMO_DOMAIN}"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    targets = set()
    for page in Page.objects.live().filter(depth__gt=1):
        response = client.get(page.url)
        assert response.status_code == 200, page.url
        main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        assert "<a>" not in main, page.url
        targets |= set(re.findall(r'href="(/[^"#?]*)', main))
    dead = {
        path
        for path in targets
        if not path.startswith(("/static/", "/admin/")) and client.get(path).status_code >= 400
    }
    assert dead == set()


def test_legal_pages_are_public_and_the_rest_is_not(loaded: Any, client: Any) -> None:
    """Anonymous visitors read the statements, and nothing else."""
    for path in ("/accessibilite/", "/mentions-legales/", "/donnees-personnelles/"):
        assert client.get(path).status_code == 200
    for path in ("/", "/ressources/", "/defis/", "/deontologie/"):
        assert client.get(path).status_code == 302


def test_typography_of_the_prose() -> None:
    """No straight apostrophe, no plain space before a high punctuation mark, no point médian."""
    wrong = []
    for source in read_pages():
        prose = re.sub(r"```.*?```|`[^`]*`|https?://\S+|\]\([^)]*\)", " ", source.body, flags=re.DOTALL)
        for number, line in enumerate(prose.splitlines(), start=1):
            if re.search(r"[a-zéèàç]'[a-zéèàêh]| [;!?»](\s|$)|« (?! )|[a-zé]·[a-zé]", line):
                wrong.append(f"{source.place}:{number}: {line[:80]}")
    assert wrong == []


def test_content_names_no_real_address() -> None:
    """Links of people and défis lead to example domains only."""
    for name in ("people.yaml",):
        urls = re.findall(r"https?://([^/\s\"}]+)", (CONTENT_DIR / name).read_text(encoding="utf-8"))
        assert urls
        assert all(re.search(r"example\.(org|net|com)$", host) for host in urls)


def test_the_demo_log_tells_what_the_search_answers(loaded: Any) -> None:
    """What the invented log says was found is found, and the rest is not, whatever the spelling."""
    rebuild()
    reader = User.objects.get(email=f"camille-rivoire@{DEMO_DOMAIN}")
    entries = read_register("searches")
    answers = {
        text: bool(search(reader, text).total)
        for entry in entries
        for text in (entry["text"], *entry.get("forms", []))
    }
    promised = {
        text: "results" in entry for entry in entries for text in (entry["text"], *entry.get("forms", []))
    }
    assert answers == promised
    assert sorted(set(promised.values())) == [False, True]
