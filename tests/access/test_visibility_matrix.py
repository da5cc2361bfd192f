"""Every listing, for every role: a title shows exactly to those who may open its page."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import escape
from wagtail.models import Page

from hub.base.visibility import visible_to
from tests.conftest import ROLES
from tests.factories.pages import ACCESSES, Tree, plant_accesses

# Who may read what: the rule of the product, written once, in the words of the issue.
MAY_READ = {
    "public": set(ROLES),
    "signed_in": set(ROLES) - {"anonymous"},
    "group": {"mentor", "staff"},
    "draft": set(),
}

# Listing -> the addresses that list its pages. « {index} » is the index page of the listing.
LISTINGS = ["section", "resources", "news", "defis", "reports"]
INDEX_OF = {
    "section": "/rubrique/",
    "resources": "/ressources/",
    "news": "/actualites/",
    "defis": "/defis/",
    "reports": "/retours/",
}
EVERYWHERE = ["/plan-du-site/", "/sitemap.xml"]


@pytest.fixture(scope="module", autouse=True)
def planted(planted: Tree) -> Tree:
    """The small hub with a page of each access in each listing, planted once."""
    plant_accesses(planted)
    return planted


@pytest.fixture
def tree(planted: Tree, db: Any) -> Tree:
    """The small hub."""
    return planted.again()


@pytest.fixture
def accesses(tree: Any) -> Any:
    """Its pages, by listing, then access."""
    return {
        listing: {access: tree.pages[f"{listing}_{access}"] for access in ACCESSES} for listing in LISTINGS
    }


def shown(response: Any, page: Any) -> bool:
    """Tell whether a response names a page or gives its address."""
    text = response.content.decode()
    return escape(page.title) in text or (f"/{page.slug}/" in text and page.url in text)


@pytest.mark.parametrize("role", ROLES)
def test_visible_to_agrees_with_the_rule(accesses: Any, roles: Any, role: str) -> None:
    """The queryset rule says for each page what the product promises."""
    allowed = set(visible_to(Page.objects.all(), roles.user(role)).values_list("pk", flat=True))
    for by_access in accesses.values():
        for access, page in by_access.items():
            assert (page.pk in allowed) is (role in MAY_READ[access]), (page.title, role)


@pytest.mark.parametrize("role", ROLES)
def test_opening_a_page(accesses: Any, roles: Any, client: Any, role: str) -> None:
    """A page opens for those who may read it; the others sign in, or are told kindly."""
    roles.sign_in(client, role)
    for by_access in accesses.values():
        for access, page in by_access.items():
            status = client.get(page.url or f"/{page.slug}/").status_code
            if role in MAY_READ[access]:
                assert status == 200, (page.title, role)
            elif access == "draft":
                assert status == 404, (page.title, role)
            else:
                assert status == (302 if role == "anonymous" else 403), (page.title, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("listing", LISTINGS)
def test_index_pages(accesses: Any, roles: Any, client: Any, role: str, listing: str) -> None:
    """An index names the pages that the reader may open, and counts no other."""
    response = roles.sign_in(client, role).get(INDEX_OF[listing])
    assert response.status_code == 200
    for access in ACCESSES:
        page = accesses[listing][access]
        assert shown(response, page) is (role in MAY_READ[access]), (page.title, role)
    if listing == "resources":
        expected = 1 + sum(role in MAY_READ[access] for access in ACCESSES)
        assert response.context["listing"].total == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", EVERYWHERE)
def test_maps_of_the_site(accesses: Any, roles: Any, client: Any, role: str, address: str) -> None:
    """The site map and sitemap.xml follow the reader."""
    response = roles.sign_in(client, role).get(address)
    for by_access in accesses.values():
        for access, page in by_access.items():
            assert (page.slug in response.content.decode()) or role not in MAY_READ[access]
            path = page.url_path.split("/accueil", 1)[1]
            assert (path in response.content.decode()) is (role in MAY_READ[access]), (page.title, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds(accesses: Any, roles: Any, client: Any, role: str, kind: str) -> None:
    """A feed holds the news that the asking person may open."""
    text = roles.sign_in(client, role).get(f"/actualites/{kind}/").content.decode()
    for access in ACCESSES:
        assert (f"Secret news {access}" in text) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_home_page_tiles_and_news(accesses: Any, tree: Any, roles: Any, client: Any, role: str) -> None:
    """The home page shows no tile and no news that its reader may not open."""
    from pages.home.models import HomeTile

    tree.home.tiles = [
        HomeTile(title=f"Tuile {access}", link=Page.objects.get(pk=accesses["section"][access].pk))
        for access in ACCESSES
    ]
    tree.home.save()
    text = roles.sign_in(client, role).get("/").content.decode()
    for access in ACCESSES:
        assert (f"Tuile {access}" in text) is (role in MAY_READ[access]), (access, role)
        assert (f"Secret news {access}" in text) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("role", ROLES)
def test_menu_breadcrumb_and_side_menu(accesses: Any, roles: Any, client: Any, role: str) -> None:
    """Menus name only what the reader may open."""
    Page.objects.filter(slug__startswith="secret-").update(show_in_menus=True)
    response = roles.sign_in(client, role).get("/rubrique/")
    for access in ACCESSES:
        page = accesses["section"][access]
        assert shown(response, page) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("role", ROLES)
def test_links_inside_texts(accesses: Any, tree: Any, roles: Any, client: Any, role: str) -> None:
    """A link in a text leads to the page for those who may open it, and is plain words for the others."""
    links = "".join(
        f'<a linktype="page" id="{page.pk}">lien {access}</a> '
        for access, page in accesses["section"].items()
    )
    page = tree.content
    page.body = [{"type": "paragraph", "value": f"<p>{links}</p>"}]
    page.save()
    text = roles.sign_in(client, role).get(page.url).content.decode()
    for access, target in accesses["section"].items():
        assert f"lien {access}" in text
        path = target.url_path.split("/accueil", 1)[1]
        assert (f'href="{path}"' in text) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "anonymous"])
def test_person_page_sections(accesses: Any, tree: Any, roles: Any, client: Any, role: str) -> None:
    """A person’s page lists their défis and reports under the same rule."""
    from pages.defis.models import DefiMember
    from pages.experience.models import ReportAuthor

    for access in ACCESSES:
        DefiMember.objects.create(defi=accesses["defis"][access], person=tree.person, role="eig")
        ReportAuthor.objects.create(report=accesses["reports"][access], person=tree.person)
    text = roles.sign_in(client, role).get(tree.person.get_absolute_url()).content.decode()
    for access in ACCESSES:
        assert (f"Secret defis {access}" in text) is (role in MAY_READ[access]), (access, role)
        assert (f"Secret reports {access}" in text) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("role", ROLES)
def test_related_resources(accesses: Any, tree: Any, roles: Any, client: Any, role: str) -> None:
    """Resources « sur les mêmes thèmes » follow the rule, and so does the report of a reserved défi."""
    from resources.centre.models import ResourcePage, Theme

    theme = Theme.objects.create(name="Accueil d’essai")
    for page in ResourcePage.objects.all():
        page.themes = [theme]
        page.save()
    # Three related resources at most: only the one under test stays beside the page.
    for access in ACCESSES:
        others = [p for a, p in accesses["resources"].items() if a != access]
        for other in others:
            other.refresh_from_db()
            ResourcePage.themes.through.objects.filter(resourcepage_id=other.pk).delete()
        ResourcePage.themes.through.objects.get_or_create(
            resourcepage_id=accesses["resources"][access].pk, theme_id=theme.pk
        )
        text = roles.sign_in(client, role).get(tree.resource.url).content.decode()
        assert (f"Secret resources {access}" in text) is (role in MAY_READ[access]), (access, role)


@pytest.mark.parametrize("address", ["/annuaire/", "/glossaire/", "/compte/profil/", "/admin/"])
def test_doors_that_need_an_account(tree: Any, client: Any, address: str) -> None:
    """What belongs to no page asks for a sign-in too."""
    response = client.get(address)
    assert response.status_code == 302
    assert "/compte/connexion/" in response.url


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/", "/api/v3/pages/", "/api/main/pages/", "/django-admin/"]
)
def test_no_other_way_in(tree: Any, roles: Any, client: Any, address: str) -> None:
    """No API and no second admin is served, even to the team."""
    assert roles.sign_in(client, "staff").get(address).status_code == 404
