"""Documents and images follow the pages that use them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction, Page, ReferenceIndex

from hub.base.models import HubDocument, HubImage
from resources.centre.models import ResourceFile
from tests.conftest import ROLES
from tests.factories.pages import open_to_public, reserve


def new_document(title: str = "Modèle") -> HubDocument:
    """Store a document."""
    document = HubDocument(title=title)
    document.file.save("modele.csv", ContentFile(b"a;b\n1;2\n"), save=False)
    document.save()
    return document


def new_image(title: str = "Dessin") -> HubImage:
    """Store an image."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(content, "PNG")
    image = HubImage(title=title, width=40, height=30)
    image.file.save("dessin.png", ImageFile(io.BytesIO(content.getvalue()), "dessin.png"), save=False)
    image.save()
    return image


def index(page: Any) -> None:
    """Note what the page uses, as its publication does."""
    ReferenceIndex.create_or_update_for_object(page)


def attach(page: Any, document: HubDocument) -> None:
    """Attach a document to a resource."""
    page.files = [ResourceFile(document=document)]
    page.save()
    index(page)


def status(client: Any, roles: Any, role: str, address: str) -> int:
    """Return the status of an address for a role."""
    return roles.sign_in(client, role).get(address).status_code


@pytest.mark.parametrize("role", ROLES)
def test_document_of_an_ordinary_page(tree: Any, roles: Any, client: Any, role: str) -> None:
    """Signed-in people read it; an anonymous visitor signs in first."""
    document = new_document()
    attach(tree.resource, document)
    assert status(client, roles, role, document.url) == (302 if role == "anonymous" else 200)


@pytest.mark.parametrize("role", ROLES)
def test_document_of_a_reserved_page(tree: Any, roles: Any, client: Any, role: str) -> None:
    """Only the groups of the page read it, and those who may choose it in the admin."""
    document = new_document()
    attach(tree.resource, document)
    reserve(tree.resource, "Mentors")
    expected = {"anonymous": 302, "mentor": 200, "staff": 200, "editor": 200}.get(role, 403)
    assert status(client, roles, role, document.url) == expected


@pytest.mark.parametrize("role", ROLES)
def test_document_of_a_public_page(tree: Any, roles: Any, client: Any, role: str) -> None:
    """Everybody reads the file of a page opened to the public, until it is unpublished."""
    document = new_document()
    attach(tree.resource, document)
    open_to_public(tree.resources)
    assert status(client, roles, role, document.url) == 200
    Page.objects.filter(pk=tree.resource.pk).update(live=False)
    expected = {"anonymous": 302, "staff": 200, "editor": 200}.get(role, 403)
    assert status(client, roles, role, document.url) == expected


@pytest.mark.parametrize("role", ROLES)
def test_document_that_no_page_uses(tree: Any, roles: Any, client: Any, role: str) -> None:
    """A file just uploaded is for those who may use it."""
    expected = {"anonymous": 302, "staff": 200, "editor": 200}.get(role, 403)
    assert status(client, roles, role, new_document().url) == expected


def test_restricted_collection_wins(tree: Any, roles: Any, client: Any) -> None:
    """A page cannot show a file of a collection that its reader may not enter."""
    root = Collection.get_first_root_node()
    collection = root.add_child(name="Confidentiel")
    restriction = CollectionViewRestriction.objects.create(collection=collection, restriction_type="groups")
    restriction.groups.set(roles.user("coach").groups.all())
    document = new_document()
    document.collection = collection
    document.save()
    attach(tree.resource, document)
    assert status(client, roles, "coach", document.url) == 200
    assert status(client, roles, "mentor", document.url) == 403


@pytest.mark.parametrize("role", ["anonymous", "eig", "mentor", "wrong_group", "editor"])
def test_image_and_its_renditions(tree: Any, roles: Any, client: Any, role: str) -> None:
    """An image of a reserved page is as private as the page, in every size."""
    image = new_image()
    page = tree.news
    page.image = image
    page.save()
    index(page)
    reserve(page, "Mentors")
    rendition = image.get_rendition("width-20|format-webp")
    expected = {"anonymous": 302, "mentor": 200, "editor": 200}.get(role, 403)
    for address in (rendition.url, f"/fichiers/{image.file.name}"):
        assert status(client, roles, role, address) == expected


def test_headers_of_a_file(tree: Any, roles: Any, client: Any) -> None:
    """A file is never kept by a shared cache, never run as a page, and sent once."""
    document = new_document()
    attach(tree.resource, document)
    response = roles.sign_in(client, "eig").get(document.url)
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response["Content-Disposition"]
    again = client.get(document.url, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_web_server_may_send_the_file(tree: Any, roles: Any, client: Any, settings: Any) -> None:
    """With the option, the hub decides and the web server sends; a refusal stays a refusal."""
    settings.HUB_ACCEL_REDIRECT_PREFIX = "/interne/"
    document = new_document()
    attach(tree.resource, document)
    response = roles.sign_in(client, "eig").get(document.url)
    assert response["X-Accel-Redirect"] == f"/interne/{document.file.name}"
    assert response.content == b""
    reserve(tree.resource, "Mentors")
    assert "X-Accel-Redirect" not in client.get(document.url).headers


@pytest.mark.parametrize("prefix", ["", "/interne/"])
def test_a_file_that_is_gone_is_not_found(
    tree: Any, roles: Any, client: Any, settings: Any, caplog: Any, prefix: str
) -> None:
    """The page says so in French, the log says which; the others are served, and strangers sign in first."""
    settings.HUB_ACCEL_REDIRECT_PREFIX = prefix
    gone, there = new_document("Perdu"), new_document("Là")
    tree.resource.files = [ResourceFile(document=gone), ResourceFile(document=there)]
    tree.resource.save()
    index(tree.resource)
    HubDocument.objects.update(file_hash="")
    gone.file.storage.delete(gone.file.name)
    assert client.get(gone.url).status_code == 302
    roles.sign_in(client, "eig")
    answer = client.get(gone.url)
    assert answer.status_code == 404
    assert "n’existe pas, ou plus" in answer.content.decode()
    assert gone.file.name in caplog.text
    assert client.get(there.url).status_code == 200


@pytest.mark.parametrize("content", [b"", b"pas une image", b"\x89PNG\r\n\x1a\ncoupe", None])
def test_a_broken_image_breaks_no_page(tree: Any, roles: Any, client: Any, content: bytes | None) -> None:
    """The admin shows it as broken, among the others; the page that uses it shows without it."""
    broken, sound = new_image("Cassée"), new_image("Entière")
    storage, name = broken.file.storage, broken.file.name
    storage.delete(name)
    if content is not None:
        assert storage.save(name, ContentFile(content)) == name
    tree.defi.image = broken
    tree.defi.save_revision().publish()
    roles.sign_in(client, "staff")
    listing = client.get(reverse("wagtailimages:index")).content.decode()
    assert "Cassée" in listing
    assert "Entière" in listing
    assert client.get(reverse("wagtailimages:edit", args=[broken.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[tree.defi.pk])).status_code == 200
    page = client.get(tree.defi.url)
    assert page.status_code == 200
    assert "hub-emblem" not in page.content.decode()
    tree.defi.image = sound
    tree.defi.save_revision().publish()
    assert "hub-emblem" in client.get(tree.defi.url).content.decode()


def test_wrong_names_and_paths(tree: Any, roles: Any, client: Any) -> None:
    """A guessed name, a path out of the folder or a folder are « not found »."""
    document = new_document()
    attach(tree.resource, document)
    roles.sign_in(client, "eig")
    assert client.get(reverse("wagtaildocs_serve", args=[document.pk, "autre.csv"])).status_code == 404
    assert client.get("/fichiers/../../manage.py").status_code == 404
    assert client.get("/fichiers/images/../../hub.sqlite3").status_code == 404
    assert client.get(f"/fichiers/{document.file.name}").status_code == 404


def upload(client: Any, name: str, content: bytes) -> Any:
    """Send a document through the admin."""
    file = io.BytesIO(content)
    file.name = name
    return client.post(reverse("wagtaildocs:add"), {"title": "Essai", "file": file, "collection": 1})


def test_forbidden_and_oversized_documents(tree: Any, roles: Any, client: Any, settings: Any) -> None:
    """A forbidden type and a too large file are refused in French; a good file is kept."""
    roles.sign_in(client, "staff")
    refused = upload(client, "programme.exe", b"MZ").content.decode()
    assert "exe" in refused
    assert not HubDocument.objects.exists()
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10
    response = client.post(
        reverse("wagtaildocs:add"),
        {"title": "Trop", "file": ContentFile(b"x" * 50, "gros.csv"), "collection": 1},
    )
    assert "trop" in response.content.decode().lower()  # « trop gros »
    assert not HubDocument.objects.exists()
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000
    assert upload(client, "bon.csv", b"a;b").status_code == 302
    assert HubDocument.objects.count() == 1
