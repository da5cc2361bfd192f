"""What a person says of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Collection, ReferenceIndex

from hub.base.models import HubImage
from hub.people.enums import ROLE_OF_GROUP, Role
from hub.people.models import Person, PersonLink, Skill
from hub.people.selectors import CARD_PHOTO, PAGE_PHOTO, profile_of

PORTRAITS = "Portraits"


@dataclass(frozen=True)
class ProfileChanges:
    """What the form of the profile holds."""

    job_title: str = ""
    trade: str = ""
    biography: str = ""
    public_email: str = ""
    skills_offered: Iterable[Skill] = ()
    skills_wanted: Iterable[Skill] = ()
    # (nature, address), in the order of the form.
    links: Iterable[tuple[str, str]] = field(default_factory=tuple)
    photo: ContentFile | None = None
    remove_photo: bool = False


@transaction.atomic
def update_profile(user: Any, changes: ProfileChanges) -> Person:
    """Write what a person says of themselves; their person is created on the first time.

    Their name, roles, promotion and administration are the team’s business.
    """
    person = profile_of(user)
    for name in ("job_title", "trade", "biography", "public_email"):
        setattr(person, name, getattr(changes, name))
    person.skills_offered = list(changes.skills_offered)
    person.skills_wanted = list(changes.skills_wanted)
    links = [PersonLink(kind=kind, url=url) for kind, url in changes.links]
    person.links = links  # type: ignore[misc]
    former = person.photo
    if changes.photo is not None:
        person.photo = _store_portrait(person, changes.photo, user)
    elif changes.remove_photo:
        person.photo = None
    person.save()
    if former is not None and former != person.photo:
        # After the commit: a picture that is gone cannot come back if the transaction fails.
        transaction.on_commit(partial(_discard_portrait, former.pk), robust=True)
    log(instance=person, action="people.profile", user=user)
    return person


def take_roles_of_groups(people: Iterable[Person], groups: Iterable[str]) -> None:
    """Add to people the roles of the groups that their account is in."""
    wanted = {str(ROLE_OF_GROUP[name]) for name in groups if name in ROLE_OF_GROUP}
    for person in people:
        if not wanted <= set(person.roles):
            person.roles = [code for code in Role.values if code in wanted | set(person.roles)]
            person.save(update_fields=["roles", "updated_at"])


def _store_portrait(person: Person, photo: ContentFile, user: Any) -> HubImage:
    title = f"Portrait de {person.full_name}"
    portrait = HubImage(title=title, description=title, collection=_portraits(), uploaded_by_user=user)
    portrait.file.save(f"portrait-{slugify(person.full_name)[:60] or 'personne'}.jpg", photo, save=False)
    portrait.save()
    # Drawn now, by the one person who waits for it, rather than by the next reader of the directory.
    portrait.get_renditions(CARD_PHOTO, PAGE_PHOTO)
    return portrait


def _portraits() -> Collection:
    found = Collection.objects.filter(name=PORTRAITS, depth=2).first()
    return found or Collection.get_first_root_node().add_child(name=PORTRAITS)


def _discard_portrait(pk: int) -> None:
    """Delete a portrait that nothing shows any more; a picture chosen elsewhere is left alone."""
    portrait = HubImage.objects.filter(pk=pk, collection__name=PORTRAITS).first()
    if portrait is None or Person.objects.filter(photo=portrait).exists():
        return
    # The index may still say that the person shows it: people are asked above, not there.
    people = ContentType.objects.get_for_model(Person)
    if not ReferenceIndex.get_references_to(portrait).exclude(base_content_type=people).exists():
        portrait.delete()
