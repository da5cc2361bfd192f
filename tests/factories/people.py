"""Accounts and people for tests; the names are fictitious."""

from __future__ import annotations

from typing import Any

import factory
from django.contrib.auth.models import Group

from hub.people.models import Administration, Person, Promotion, Skill, User

PASSWORD = "quatre mots bien choisis"


class UserFactory(factory.django.DjangoModelFactory):
    """An account; ``groups=["Mentors"]`` puts it in groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@ministere.example")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Nomade{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, password: str | None = PASSWORD, **kwargs: Any) -> Any:
        superuser = kwargs.pop("is_superuser", False)
        create = model_class.objects.create_superuser if superuser else model_class.objects.create_user
        return create(kwargs.pop("email"), password, **kwargs)

    @factory.post_generation
    def groups(self, create: bool, names: Any, **kwargs: Any) -> None:
        """Put the account in groups, by name."""
        for name in names or ():
            self.groups.add(Group.objects.get(name=name))


class PromotionFactory(factory.django.DjangoModelFactory):
    """A promotion."""

    class Meta:
        model = Promotion

    name = factory.Sequence(lambda n: f"Promotion d’essai {n}")


class AdministrationFactory(factory.django.DjangoModelFactory):
    """An administration."""

    class Meta:
        model = Administration

    name = factory.Sequence(lambda n: f"Direction d’essai {n}")


class SkillFactory(factory.django.DjangoModelFactory):
    """A skill."""

    class Meta:
        model = Skill

    name = factory.Sequence(lambda n: f"Compétence d’essai {n}")


class PersonFactory(factory.django.DjangoModelFactory):
    """A person without an account; ``user=UserFactory()`` gives one."""

    class Meta:
        model = Person

    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Essai{n}")
