"""A small former site, entirely fictitious, and the run of the import on it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hub.legacy.report import Report
from hub.legacy.services import import_site

DEFIS = """
"Phare":
  image: /img/defis/4_LUMIERE.png
  title: Phare
  link_to: /defis/2018/phare.html
  skills: ["dev", "design"]
  description: Éclairer les démarches des usagers
  administration: "Ministère de la Mer, de la Pêche et du Vent, Direction des phares (DPH)"
  administration_website: hhttp://phares.example.org/
  website: https://phare.example.org
  source_code: https://code.example.org/phare
  year: 2018
  promotion: 2
  eigs:
    - "Ysaline Torvec"
  mentors: "Gaspard Le Brume, Personne Inconnue"
  key_figures:
    - amount: 12000
      description: "feux recensés"
  end_of_project_videos:
    - id: x123
      platform: dailymotion
      description: "Le défi en trois minutes"
      show: true
  projects:
    - image: img/realisations/carte.png
      title: "La carte des feux"
      description: "Une carte ouverte."
      url: https://carte.example.org
      call_to_action: "Voir la carte"
"""

PEOPLE = """
Ysaline Torvec:
  annees:
  - 2018
  class:
  - eig-2
  - eig
  - webdev
  defis:
  - Phare
  github: ytorvec
  image_url: /img/communaute/Ysaline-Torvec.png
  link_to: /communaute/2018/ysaline-torvec.html
  linkedin:
  profil: Développeuse
  title: Ysaline Torvec
  website: https://ysaline.example.org

Gaspard Le Brume:
  annees: 2018
  class: eig-2 mentor
  defis: Phare
  image_url: /img/communaute/sans-photo.png
  link_to: /communaute/2018/gaspard-le-brume.html
  profil: Mentor
"""

POST = """---
title: 'Un séminaire au vert'
author: Ysaline Torvec et Inès Nulpart, équipe EIG
description: Deux jours dehors.
image: /img/blog/groupe.jpg
tags:
- méthode
---

### Le programme

Voir [le défi](https://entrepreneur-interet-general.etalab.gouv.fr/defis/2018/phare.html?utm=x),
[Ysaline](/communaute/2018/ysaline-torvec.html), [le guide](/guides/accueil.html#avant-larrivée)
et [une page perdue](/accompagnement.html).{: .bouton}

![Le groupe](/img/blog/GROUPE.JPG)
_Le groupe au complet © Studio Vent_

![Absente](/img/blog/absente.jpg)

<script>alert("non")</script>
{% include newsletter.html %}

Une note[^1].

[^1]: La note.
"""

RETROSPECTIVE = """---
title: Rétrospective de la promotion 2
author: Ysaline Torvec
date: 1er octobre 2018
tags: [accompagnement, Évaluation]
---
Nous avons appris. Voir {% post_url 2018-09-24-seminaire-au-vert %}.
"""

GUIDE = """# Accueillir une équipe

[[toc]]

Voici comment faire :books:.

## Avant l'arrivée

Voir [la note](modele-note.md#calendrier) et [plus bas](#pendant-le-défi).

:::tip Ressource
Une **liste** est disponible.
:::

## Pendant le défi

![Schéma](./images/schema.png)
"""


NOTE = """# Modèle de note

## Calendrier

Retour à [l’accueil](./accueil.md).
"""


class FormerSite:
    """A folder that tests fill and change."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        """Write a file of the site."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def picture(self, name: str, colour: str = "navy", size: tuple[int, int] = (40, 30)) -> Path:
        """Write an image, in the format of its extension."""
        data = io.BytesIO()
        kind = "JPEG" if name.lower().endswith((".jpg", ".jpeg")) else "PNG"
        Image.new("RGB", size, colour).save(data, kind)
        return self.write(name, data.getvalue())


@pytest.fixture
def site(tmp_path: Path) -> FormerSite:
    """A Jekyll site with one défi, two people, two posts, and two guides."""
    former = FormerSite(tmp_path / "ancien")
    former.write("_data/defis.yml", DEFIS)
    former.write("_data/personnes.yml", PEOPLE)
    former.write("_data/skills.yml", "dev: Développement\ndesign: Design\n")
    former.write("_data/promos.yml", '"EIG 2":\n  promotion: 2\n  class: 2018 eig-2\n')
    former.write(
        "_defis/2018-01-01-phare.md",
        "---\nlayout: defi\ntitle: Phare\n---\n\nLes feux guident.\n\n- un\n  - deux\n",
    )
    former.write(
        "_communaute/2018-01-01-ysaline-torvec.md",
        "---\nlayout: personne\nnom: Ysaline Torvec\n---\n\n"
        "« Je développe des **outils**.\n\nEt j’aime le vent. »\n",
    )
    former.write(
        "_communaute/2018-01-01-gaspard-le-brume.md", "---\nnom: Gaspard Le Brume\n---\nIl accueille."
    )
    former.write("_posts/2018-09-24-seminaire-au-vert.md", POST)
    former.write("_posts/18-10-01-retrospective.md", RETROSPECTIVE)
    former.write("guides/accueil.md", GUIDE)
    former.write("guides/modele-note.md", NOTE)
    former.picture("img/defis/4_LUMIERE.png")
    former.picture("img/communaute/Ysaline-Torvec.png", "green")
    former.picture("img/blog/groupe.jpg", "red")
    former.picture("guides/images/schema.png", "white")
    return former


@pytest.fixture
def run(tree: Any, site: FormerSite) -> Callable[..., Report]:
    """Import the site into a hub that has its page tree."""

    def _run(**options: Any) -> Report:
        return import_site(site.root, **options)

    return _run
