"""Promotions, administrations, skills and people of the former site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from hub.base.markup import shorten
from hub.people.enums import Role
from hub.people.models import Administration, Person, Promotion, Skill

from . import mapping
from .enums import Cause, Kind
from .readers.jekyll_people import class_words, promotion_classes
from .readers.values import fold
from .records import LegacyDefi, LegacyPerson, LegacySite
from .registers import RegisterWriter, Row

#: Profiles that are roles, not trades.
_NOT_JOBS = ("mentor", "accompagnement", "eig", "coach")


class PeopleImporter:
    """Writes the registers, then answers who and what names of the former site stand for.

    Args:
        site: what was read.
        writer: writes the rows.
        photo: gives the number of an image by its address, for the file of a person.
        today: tells which promotions are over.
    """

    def __init__(
        self,
        site: LegacySite,
        writer: RegisterWriter,
        photo: Callable[[str, str, str], int | None],
        today: dt.date,
    ) -> None:
        self.site = site
        self.writer = writer
        self.photo = photo
        self.today = today
        self.promotions: dict[str, int] = {}
        self.skills: dict[str, int] = {}
        self._administrations: dict[str, int] = {}
        self._people: dict[str, int] = {}
        self._eigs = {fold(name) for defi in site.defis for name in defi.eigs}
        self._mentors = {fold(name) for defi in site.defis for name in defi.mentors}

    # --- Writing --------------------------------------------------------------------------------

    def write_registers(self, step: Callable[[], None]) -> None:
        """Write promotions, skills and administrations."""
        self._write_promotions(step)
        self._write_skills(step)
        self._write_administrations(step)

    def _write_promotions(self, step: Callable[[], None]) -> None:
        by_name = {fold(promotion.name): promotion for promotion in Promotion.objects.all()}
        by_number = {promotion.number: promotion for promotion in by_name.values() if promotion.number}
        for promotion in self.site.promotions:
            start, end = mapping.promotion_dates(promotion)
            fields = {"name": promotion.name, "number": promotion.number, "start": start, "end": end}
            row = Row(Kind.PROMOTION, promotion.address, promotion.file, Promotion, fields)
            known = by_number.get(promotion.number) if promotion.number else by_name.get(fold(promotion.name))
            written = self.writer.write(row, known)
            if written is not None:
                self.promotions[promotion.code] = written.pk
            step()

    def _write_skills(self, step: Callable[[], None]) -> None:
        known = {fold(skill.name): skill for skill in Skill.objects.all()}
        codes = dict.fromkeys(
            [*self.site.skills, *(code for defi in self.site.defis for code in defi.skills)]
        )
        names: dict[str, Skill] = {}
        for code in codes:
            name = self.site.skills.get(code)
            if name is None:
                name = next((n for n in self.site.skills.values() if fold(n) == fold(code)), None)
            if name is None:
                users = [defi.file for defi in self.site.defis if code in defi.skills]
                self.writer.report.warn(users[0], Cause.UNKNOWN_SKILL, code)
                name = code[:1].upper() + code[1:]
            if fold(name) not in names:
                address = f"/competences/{fold(code).replace(' ', '-')}"
                row = Row(Kind.SKILL, address, "_data/skills.yml", Skill, {"name": name[:80]})
                match = known.get(fold(name))
                written = self.writer.write(row, match)
                if written is not None:
                    names[fold(name)] = written
                step()
            if fold(name) in names:
                self.skills[code] = names[fold(name)].pk

    def _write_administrations(self, step: Callable[[], None]) -> None:
        known = {fold(host.name): host for host in Administration.objects.all()}
        parents: dict[str, str] = {}

        def write(name: str, acronym: str, parent: str, website: str, file: str) -> int | None:
            folded = fold(name)
            if folded in self._administrations:
                return self._administrations[folded]
            fields = {
                "name": name,
                "acronym": acronym,
                "parent_id": self._administrations.get(fold(parent)) if parent else None,
                "website": website[:500],
            }
            address = f"/administrations/{folded.replace(' ', '-')}"
            row = Row(Kind.ADMINISTRATION, address, file, Administration, fields)
            written = self.writer.write(row, known.get(folded))
            step()
            if written is not None:
                self._administrations[folded] = written.pk
            return self._administrations.get(folded)

        for defi in self.site.defis:
            found = mapping.administration_name(defi.administration)
            if not found.name:
                continue
            if found.parent:
                write(found.parent, "", "", "", defi.file)
            # Two ministries may have a service of the same name: the second one says whose it is.
            name = found.name
            if parents.setdefault(fold(name), fold(found.parent)) != fold(found.parent) and found.parent:
                name = f"{found.name} ({found.parent})"[:250]
            number = write(name, found.acronym, found.parent, defi.administration_website, defi.file)
            if number is not None:
                self._administrations[fold(defi.administration)] = number

    def write_people(self, step: Callable[[], None]) -> None:
        """Write the people of the site."""
        ended = {
            promotion.code: (mapping.promotion_dates(promotion)[1] or self.today) < self.today
            for promotion in self.site.promotions
        }
        existing = {fold(person.full_name): person for person in Person.objects.all()}
        self._people = {name: person.pk for name, person in existing.items()}
        for person in self.site.people:
            row = self._person_row(person, ended)
            match = existing.get(fold(person.name))
            written = self.writer.write(row, match)
            if written is not None:
                self._people[fold(person.name)] = written.pk
            if isinstance(written, Person):
                # Somebody of two promotions may have two files: the second one completes the first.
                existing[fold(person.name)] = written
            step()

    def _person_row(self, person: LegacyPerson, ended: dict[str, bool]) -> Row:
        first, last = mapping.split_name(person.name)
        own = {fold(name) for name in person.defis}
        hosts = [d for d in self.site.defis if {fold(d.key), fold(d.title)} & own]
        named = promotion_classes(person.classes) or [defi.promotion for defi in hosts]
        codes = [code for code in named if code in self.promotions]
        # An EIG belongs to the promotion that they came with; a mentor is best known by the last one.
        is_eig = "eig" in class_words(person.classes) or fold(person.name) in self._eigs
        code = (codes[0] if is_eig else codes[-1]) if codes else ""
        job = "" if fold(person.profile).startswith(_NOT_JOBS) else person.profile[:200]
        fields = {
            "first_name": first,
            "last_name": last,
            "roles": mapping.person_roles(person, ended) or self._roles_in_teams(person.name),
            "trade": mapping.trade_of(person),
            "job_title": job,
            "promotion_id": self.promotions.get(code),
            "administration_id": next((n for n in map(self.administration, hosts) if n is not None), None),
            "biography": shorten(person.biography, 5000),
            "photo_id": self.photo(person.photo, person.name, person.file) if person.photo else None,
        }
        links = [{"kind": kind, "url": url} for kind, url in person.links if len(url) <= 500]
        return Row(Kind.PERSON, person.address, person.file, Person, fields, {"links": links})

    def _roles_in_teams(self, name: str) -> list[str]:
        """Return the roles that the teams of the défis give to somebody whose own file gives none."""
        roles = []
        if fold(name) in self._eigs:
            roles.append(Role.ALUMNI.value)
        if fold(name) in self._mentors:
            roles.append(Role.MENTOR.value)
        return roles

    # --- Asking ---------------------------------------------------------------------------------

    def administration(self, defi: LegacyDefi) -> int | None:
        """Return the number of a défi's host administration."""
        return self._administrations.get(fold(defi.administration)) if defi.administration else None

    def skills_of(self, defi: LegacyDefi) -> tuple[int, ...]:
        """Return the numbers of a défi's skills, each once."""
        return tuple(dict.fromkeys(self.skills[code] for code in defi.skills if code in self.skills))

    def person(self, name: str) -> int | None:
        """Return the number of somebody by their name, whatever its case, accents and dashes."""
        return self._people.get(fold(name))

    def team(self, names: tuple[str, ...], file: str) -> tuple[int, ...]:
        """Return the numbers of the members of a team, with a warning for each unknown name."""
        found: dict[int, None] = {}
        for name in names:
            number = self.person(name)
            if number is None:
                self.writer.report.warn(file, Cause.UNKNOWN_PERSON, name)
            else:
                found[number] = None
        return tuple(found)

    def authors(self, signature: str, file: str) -> tuple[tuple[int, ...], bool]:
        """Return the numbers of those who sign, and whether somebody who signs is unknown."""
        names = mapping.author_names(signature)
        numbers = self.team(tuple(names), file)
        return numbers, len(numbers) < len(names) or not names
