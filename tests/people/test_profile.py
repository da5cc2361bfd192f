"""What people say of themselves."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from hub.base.models import HubImage
from hub.people.models import Person
from tests.factories.people import PersonFactory, SkillFactory, UserFactory
from tests.people.conftest import picture

pytestmark = pytest.mark.django_db
URL = "/compte/profil/"


def form(links: list[tuple[str, str]] | None = None, **changes: Any) -> dict[str, Any]:
    """Return what the form sends."""
    links = links or []
    data: dict[str, Any] = {"job_title": "", "trade": "", "biography": "", "public_email": ""}
    data |= {"liens-TOTAL_FORMS": len(links), "liens-INITIAL_FORMS": 0}
    for index, (kind, url) in enumerate(links):
        data |= {f"liens-{index}-kind": kind, f"liens-{index}-url": url}
    return {**data, **changes}


def test_the_profile_needs_a_sign_in(client: Any) -> None:
    assert client.get(URL)["Location"] == "/compte/connexion/?next=/compte/profil/"


def test_a_person_is_created_on_the_first_save(as_mentor: Any, mentor: Any) -> None:
    as_mentor.get(URL)
    assert not Person.objects.exists()
    skill = SkillFactory()
    response = as_mentor.post(
        URL,
        form(
            [("code", "https://code.example/ana"), ("website", "")],
            job_title="Cheffe de projet",
            trade="product",
            biography="Bonjour.",
            public_email="contact@ministere.example",
            skills_offered=[skill.pk],
        ),
    )
    person = Person.objects.get(user=mentor)
    assert response["Location"] == person.get_absolute_url()
    assert (person.full_name, person.roles) == (mentor.get_full_name(), ["mentor"])
    assert (person.job_title, person.trade, person.biography) == ("Cheffe de projet", "product", "Bonjour.")
    assert [skill.name for skill in person.skills_offered.all()] == [skill.name]
    assert [(link.kind, link.url) for link in person.links.all()] == [("code", "https://code.example/ana")]


def test_what_is_removed_from_the_form_is_removed(as_mentor: Any, mentor: Any) -> None:
    person = PersonFactory(user=mentor, biography="Ancienne")
    as_mentor.post(URL, form([("code", "https://a.example")], skills_wanted=[SkillFactory().pk]))
    as_mentor.post(URL, form([("code", "")]))
    person = Person.objects.get(pk=person.pk)
    assert (person.biography, list(person.links.all()), list(person.skills_wanted.all())) == ("", [], [])


def test_the_team_alone_decides_of_name_role_and_promotion(as_mentor: Any, mentor: Any) -> None:
    person = PersonFactory(user=mentor)
    as_mentor.post(URL, form(first_name="Autre", roles=["team"], slug="autre", user="1"))
    person.refresh_from_db()
    assert (person.first_name, person.roles, person.user) == ("Camille", ["mentor"], mentor)


def test_nobody_edits_somebody_else(as_mentor: Any, mentor: Any) -> None:
    other = PersonFactory(user=UserFactory(), biography="À moi")
    as_mentor.post(URL, form(biography="À toi", id=other.pk, person=other.pk))
    other.refresh_from_db()
    assert other.biography == "À moi"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example/", "pas une adresse"])
def test_a_link_that_is_no_site_is_refused(as_mentor: Any, mentor: Any, url: str) -> None:
    page = as_mentor.post(URL, form([("website", url)], biography="Bonjour")).content.decode()
    assert "n’est pas celle d’un site" in page
    assert 'href="#id_liens-0-url"' in page
    assert not Person.objects.filter(user=mentor).exists()


def test_a_photo_is_stored_upright_and_without_what_the_phone_hid(as_mentor: Any, mentor: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Téléphone d’essai"
    exif[0x0112] = 6  # lying on its side
    as_mentor.post(URL, form(photo_file=picture((400, 200), exif=exif)))
    photo = Person.objects.get(user=mentor).photo
    assert (photo.collection.name, photo.description) == (
        "Portraits",
        f"Portrait de {mentor.get_full_name()}",
    )
    with photo.file.open() as file, Image.open(io.BytesIO(file.read())) as stored:
        assert (stored.format, stored.size, len(stored.getexif())) == ("JPEG", (200, 400), 0)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "moi.png"), ("WEBP", "moi.webp")])
def test_png_and_webp_are_accepted(as_mentor: Any, mentor: Any, kind: str, name: str) -> None:
    as_mentor.post(URL, form(photo_file=picture(kind=kind, name=name)))
    assert Person.objects.get(user=mentor).photo is not None


def test_a_photo_is_replaced_then_removed_and_its_files_with_it(
    as_mentor: Any, mentor: Any, committed: Any, settings: Any
) -> None:
    with committed():
        as_mentor.post(URL, form(photo_file=picture()))
    first = Person.objects.get(user=mentor).photo
    with committed():
        as_mentor.post(URL, form(photo_file=picture((300, 300))))
    second = Person.objects.get(user=mentor).photo
    assert second != first
    assert list(HubImage.objects.all()) == [second]
    with committed():
        as_mentor.post(URL, form(remove_photo="on"))
    assert Person.objects.get(user=mentor).photo is None
    assert not HubImage.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_a_picture_chosen_elsewhere_is_not_deleted(as_mentor: Any, mentor: Any, committed: Any) -> None:
    image = HubImage.objects.create(title="Affiche", file=picture())
    PersonFactory(user=mentor, photo=image)
    with committed():
        as_mentor.post(URL, form(remove_photo="on"))
    assert HubImage.objects.filter(pk=image.pk).exists()


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (SimpleUploadedFile("moi.jpg", b"%PDF-1.7 pas une photo"), "n’est pas une photo lisible"),
        (
            SimpleUploadedFile("moi.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "n’est pas une photo lisible",
        ),
        (SimpleUploadedFile("moi.jpg", b""), "Ce fichier est vide"),
        (picture(kind="GIF", name="moi.gif"), "n’est pas une photo lisible"),
        (picture((40, 40)), "trop petite"),
        (SimpleUploadedFile("moi.jpg", b"x" * (10 * 1024 * 1024 + 1)), "trop lourde"),
    ],
    ids=["pdf", "svg", "empty", "gif", "small", "heavy"],
)
def test_a_file_that_is_no_portrait_is_refused(
    as_mentor: Any, mentor: Any, upload: Any, message: str
) -> None:
    upload.seek(0)
    page = as_mentor.post(URL, form(photo_file=upload)).content.decode()
    assert message in page
    assert 'href="#id_photo_file"' in page
    assert not HubImage.objects.exists()


def test_a_picture_with_too_many_pixels_is_refused(as_mentor: Any, settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 10_000
    page = as_mentor.post(URL, form(photo_file=picture((200, 200)))).content.decode()
    assert "trop de pixels" in page


def test_a_truncated_photo_is_refused(as_mentor: Any) -> None:
    whole = picture((800, 800)).read()
    page = as_mentor.post(URL, form(photo_file=SimpleUploadedFile("moi.jpg", whole[: len(whole) // 2])))
    assert "n’est pas une photo lisible" in page.content.decode()


def test_a_portrait_is_read_by_signed_in_people_only(
    as_mentor: Any, mentor: Any, committed: Any, client: Any
) -> None:
    with committed():
        as_mentor.post(URL, form(photo_file=picture()))
    photo = Person.objects.get(user=mentor).photo
    addresses = [photo.file.url, photo.get_rendition("fill-120x120").url]
    client.force_login(UserFactory(groups=["EIG"]))
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302, 302]


def test_the_form_shows_what_is_known(as_mentor: Any, mentor: Any) -> None:
    person = PersonFactory(user=mentor, biography="Bonjour à tous")
    person.links.create(kind="code", url="https://code.example/ana")
    person.save()
    page = as_mentor.get(URL).content.decode()
    assert "Bonjour à tous" in page
    assert page.count("https://code.example/ana") == 1
    assert 'name="liens-1-url"' in page
