"""A small hub for tests, written like the real one: same tree rules, same publication."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction, Site

from hub.base.models import PublicOpening
from pages.conduct.models import CodeOfConductPage, ConductPractice, ConductValue
from pages.defis.models import DefiIndexPage, DefiMember, DefiPage, RoadmapObjective, Scenario
from pages.experience.models import ExperienceIndexPage, ExperienceReportPage, ReportAuthor
from pages.home.models import HomePage, HomeTile
from pages.news.models import NewsIndexPage, NewsPage
from pages.onboarding.models import OnboardingPathPage, OnboardingStep, OnboardingTask
from pages.standard.models import ContentPage, SectionPage
from resources.centre.models import ResourceIndexPage, ResourcePage
from tests.factories.people import PersonFactory

# What each page of every listing is, for the visibility matrix.
ACCESSES = ["public", "signed_in", "group", "draft"]


def paragraph(text: str) -> list[dict[str, Any]]:
    """Return a body of one paragraph."""
    return [{"type": "paragraph", "value": f"<p>{text}</p>"}]


@dataclass
class Tree:
    """The pages of the small hub by name."""

    home: HomePage
    pages: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["pages"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def again(self) -> Tree:
        """Return the same pages, read from the database: a test changes its own objects only."""
        fresh = {name: type(page)._default_manager.get(pk=page.pk) for name, page in self.pages.items()}
        return Tree(HomePage.objects.get(pk=self.home.pk), fresh)

    def add(self, parent: Any, name: str, page: Any, *, publish: bool = True) -> Any:
        """Put a page below another one."""
        parent = Page.objects.get(pk=parent.pk)
        page.live = publish
        parent.add_child(instance=page)
        self.pages[name] = page
        return page


def reserve(page: Any, *groups: str) -> PageViewRestriction:
    """Reserve a page, and those below, to groups; without a group, to signed-in people."""
    kind = PageViewRestriction.GROUPS if groups else PageViewRestriction.LOGIN
    restriction = PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind)
    restriction.groups.set(Group.objects.filter(name__in=groups))
    return restriction


def open_to_public(page: Any) -> PublicOpening:
    """Open a page, and those below, to anonymous visitors."""
    return PublicOpening.objects.create(page_id=page.pk)


def plant_tree() -> Tree:
    """Create the small hub, with its site."""
    root = Page.objects.get(depth=1)
    root.get_children().first().delete()
    root = Page.objects.get(depth=1)
    home = HomePage(title="Accueil des tests", slug="accueil")
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "Hub"}
    )
    tree = Tree(home)
    person = PersonFactory(first_name="Ada", last_name="Mareuil")
    tree.pages["person"] = person
    _editorial_pages(tree)
    _defis_and_reports(tree, person)
    home.tiles = [HomeTile(title="Ressources", link=Page.objects.get(pk=tree.resources.pk))]
    home.save()
    return tree


def _editorial_pages(tree: Tree) -> None:
    section = tree.add(
        tree.home, "section", SectionPage(title="Rubrique d’essai", slug="rubrique", show_in_menus=True)
    )
    tree.add(
        section,
        "content",
        ContentPage(title="Page d’essai", slug="page", summary="Un résumé.", body=paragraph("Du texte.")),
    )
    conduct = CodeOfConductPage(title="Déontologie d’essai", slug="deontologie")
    conduct.values = [ConductValue(title="Valeur d’essai", statement="Une phrase.", body="<p>Texte.</p>")]
    conduct.practices = [
        ConductPractice(
            title="Pratique d’essai",
            principle="Un principe.",
            what_to_do=[{"type": "item", "value": "<p>Écouter.</p>"}],
        )
    ]
    tree.add(tree.home, "conduct", conduct)
    path = OnboardingPathPage(title="Parcours d’essai", slug="parcours", audience=["eig"])
    step = OnboardingStep(sort_order=0, title="Première étape", period="Avant")
    step.tasks = [
        OnboardingTask(sort_order=0, title="Commander le poste", offset_days=-45, who="La DSI"),
        OnboardingTask(sort_order=1, title="Dire bonjour", offset_days=0),
    ]
    path.steps = [step]
    tree.add(tree.home, "path", path)
    resources = tree.add(
        tree.home,
        "resources",
        ResourceIndexPage(title="Centre d’essai", slug="ressources", show_in_menus=True),
    )
    tree.add(
        resources,
        "resource",
        ResourcePage(title="Ressource d’essai", slug="ressource", kind="guide", moment="arrival"),
    )
    news = tree.add(tree.home, "news_index", NewsIndexPage(title="Actualités d’essai", slug="actualites"))
    tree.add(news, "news", NewsPage(title="Nouvelle d’essai", slug="nouvelle", date=dt.date(2026, 3, 1)))


def _defis_and_reports(tree: Tree, person: Any) -> None:
    index = tree.add(
        tree.home, "defis", DefiIndexPage(title="Défis d’essai", slug="defis", show_in_menus=True)
    )
    defi = DefiPage(
        title="Défi d’essai",
        slug="defi",
        start=dt.date(2026, 1, 1),
        end=dt.date(2026, 10, 31),
        phase="construction",
    )
    defi.members = [DefiMember(person=person, role="eig")]
    defi.objectives = [RoadmapObjective(horizon="short", objective="Tester avec dix personnes")]
    defi.scenarios = [Scenario(kind="in_house", title="Une équipe interne", recommended=True)]
    tree.add(index, "defi", defi)
    reports = tree.add(tree.home, "reports", ExperienceIndexPage(title="Retours d’essai", slug="retours"))
    report = ExperienceReportPage(
        title="Retour d’essai",
        slug="retour",
        date=dt.date(2026, 2, 1),
        succeeded="<p>Réussi.</p>",
        defi=defi,
    )
    report.authors = [ReportAuthor(person=person)]
    tree.add(reports, "report", report)


def plant_accesses(tree: Tree) -> dict[str, dict[str, Any]]:
    """Add, in each listing, a page of each access; return them by listing, then access.

    The group-restricted pages are for Mentors and the team.
    """
    makers: dict[str, tuple[Any, Any]] = {
        "section": (tree.section, ContentPage),
        "resources": (tree.resources, ResourcePage),
        "news": (tree.news_index, NewsPage),
        "defis": (tree.defis, DefiPage),
        "reports": (tree.reports, ExperienceReportPage),
    }
    found: dict[str, dict[str, Any]] = {}
    for listing, (parent, model) in makers.items():
        found[listing] = {}
        for access in ACCESSES:
            page = model(title=f"Secret {listing} {access}", slug=f"secret-{access.replace('_', '-')}")
            tree.add(parent, f"{listing}_{access}", page, publish=access != "draft")
            if access == "public":
                open_to_public(page)
            elif access == "group":
                reserve(page, "Mentors", "Équipe du programme")
            found[listing][access] = page
        open_to_public(parent)
        # The section is public, so what is « for signed-in people » has to be closed inside it.
        reserve(found[listing]["signed_in"])
    return found
