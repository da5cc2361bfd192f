"""Reading former sites: every shape met in five years of hand-written files, and broken ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from hub.legacy.enums import Cause
from hub.legacy.errors import LegacyError
from hub.legacy.readers import read_site
from hub.legacy.readers.addresses import key, local_path
from hub.legacy.readers.dialects import clean, take_title
from hub.legacy.readers.values import as_date, as_list, as_url, as_years, from_file_name

from .conftest import FormerSite


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2018-09-24", dt.date(2018, 9, 24)),
        ("2018-09-24 10:00:00 +0200", dt.date(2018, 9, 24)),
        ("18-02-27", dt.date(2018, 2, 27)),
        ("24/09/2018", dt.date(2018, 9, 24)),
        ("1er mars 2019", dt.date(2019, 3, 1)),
        ("lundi 24 septembre 2018", dt.date(2018, 9, 24)),
        ("12 AOÛT 2020", dt.date(2020, 8, 12)),
        ("février 2021", dt.date(2021, 2, 1)),
        (dt.datetime(2018, 9, 24, 8), dt.date(2018, 9, 24)),
        ("2018-02-31", None),
        ("bientôt", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_as_french_people_write_them(written: Any, read: dt.date | None) -> None:
    assert as_date(written) == read


@pytest.mark.parametrize(
    ("name", "date", "slug"),
    [
        ("2018-09-24-bilan", dt.date(2018, 9, 24), "bilan"),
        ("18-02-27-Bilan-2", dt.date(2018, 2, 27), "Bilan-2"),
        ("18-02-31-bilan", None, "bilan"),
        ("bilan", None, "bilan"),
    ],
)
def test_dates_in_file_names(name: str, date: dt.date | None, slug: str) -> None:
    assert from_file_name(name)[:2] == (date, slug)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["a", "b", "a"], ("a", "b")),
        ("a, b ; c", ("a", "b", "c")),
        ("[a, 'b']", ("a", "b")),
        ([{"nom": "a", "site": "/x"}, "b"], ("a", "b")),
        (None, ()),
        (2018, ("2018",)),
    ],
)
def test_lists_or_strings(written: Any, read: tuple[str, ...]) -> None:
    assert as_list(written) == read


def test_years() -> None:
    assert as_years("2021-2022") == (2021, 2022)
    assert as_years([2019, "2018"]) == (2018, 2019)
    assert as_years("eig-2") == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("hhttp://exemple.fr/", "http://exemple.fr/"),
        ("www.exemple.fr/a", "https://www.exemple.fr/a"),
        ("//exemple.fr", "https://exemple.fr"),
        ("", ""),
        (None, ""),
        ("pas une adresse", None),
        ("javascript:alert(1)", None),
    ],
)
def test_web_addresses(written: Any, read: str | None) -> None:
    assert as_url(written) == read


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/defis/2018/x.html", "/defis/2018/x"),
        ("https://eig.etalab.gouv.fr/blog/2018/09/24/x.html?lang=fr", "/blog/2018/09/24/x"),
        ("https://www.entrepreneur-interet-general.etalab.gouv.fr", "/"),
        ("http://entrepreneur-interet-general.etalab.gouv.fr/posts/2018/04/04/x/", "/posts/2018/04/04/x"),
        ("https://github.com/entrepreneur-interet-general/eig-link/blob/master/guides/x.md", "/guides/x"),
        ("https://guides.etalab.gouv.fr/x.html", "/guides/x"),
        ("/Guides/%C3%89t%C3%A9.md", "/guides/été"),
    ],
)
def test_spellings_of_one_address(href: str, found: str) -> None:
    local = local_path(href)
    assert local is not None
    assert key(local[0]) == found


@pytest.mark.parametrize("href", ["https://exemple.fr/defis/2018/x.html", "mailto:a@exemple.fr", "http://["])
def test_other_sites_stay_other_sites(href: str) -> None:
    assert local_path(href) is None


def test_relative_addresses_start_from_their_folder() -> None:
    assert key("../x.md", "/guides/sous") == "/guides/x"


def test_jekyll_and_kramdown_marks_are_cleaned_but_code_is_left() -> None:
    text = (
        '* TOC\n{:toc}\n## Titre {: #mon-titre }\n[a]({{ site.baseurl }}/x.html){:target="_blank"}\n'
        "{% highlight sql %}\nSELECT 1;\n{% endhighlight %}\n{% if page.x %}oui{% endif %}\n`{{ code }}`\n"
        '{% include figure.html url="/img/a.jpg" alt="Une salle" caption="Ici" %}\n'
        "{% comment %}non{% endcomment %}"
    )
    cleaned, removed = clean(text, "jekyll")
    assert "## Titre {#mon-titre}" in cleaned
    assert "[a](/x.html)\n" in cleaned
    assert "```sql\nSELECT 1;\n```" in cleaned
    assert "`{{ code }}`" in cleaned
    assert '<img src="/img/a.jpg" alt="Une salle"><figcaption>Ici</figcaption>' in cleaned
    assert "toc" not in cleaned.lower()
    assert "non" not in cleaned
    assert removed == ["{% if page.x %}", "{% endif %}"]


def test_vuepress_marks_are_cleaned() -> None:
    text = '[[toc]]\nUn :books: à 12:30:45 :inconnu:\n<Badge text="neuf"/> <Carte/>'
    cleaned, removed = clean(text, "vuepress")
    assert cleaned.strip() == "Un 📚 à 12:30:45 :inconnu:\n(neuf)"
    assert removed == ["<Carte/>"]


@pytest.mark.parametrize(
    "source", ["# Titre\n\nTexte\n", "Titre\n=====\n\nTexte\n", "\n\n# Titre #\nTexte\n"]
)
def test_the_title_of_a_guide_is_its_first_heading(source: str) -> None:
    title, rest = take_title(source)
    assert (title, rest.strip()) == ("Titre", "Texte")


def test_the_whole_site_is_read(site: FormerSite) -> None:
    read = read_site(site.root)
    [defi] = read.defis
    assert (defi.address, defi.promotion, defi.year) == ("/defis/2018/phare.html", "2", 2018)
    assert defi.administration_website == "http://phares.example.org/"
    assert defi.mentors == ("Gaspard Le Brume", "Personne Inconnue")
    assert [figure.value for figure in defi.figures] == ["12\u202f000"]
    assert {link.kind for link in defi.links} == {"product", "code", "video", "project"}
    ysaline = next(person for person in read.people if person.name.startswith("Ysaline"))
    assert ysaline.biography == "Je développe des outils.\n\nEt j’aime le vent."
    assert [promotion.name for promotion in read.promotions] == ["Promotion 2"]
    assert {post.address for post in read.posts} == {
        "/blog/2018/09/24/seminaire-au-vert.html",
        "/blog/2018/10/01/retrospective.html",
    }
    assert [guide.title for guide in read.guides] == ["Accueillir une équipe", "Modèle de note"]
    assert read.skipped == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_guessed(site: FormerSite, encoding: str) -> None:
    text = "---\r\ntitle: Été\r\n---\r\n\r\nUne fête réussie.\r\n"
    site.write("_posts/2019-01-02-ete.md", text, encoding)
    read = read_site(site.root)
    [post] = [post for post in read.posts if post.file.endswith("ete.md")]
    assert (post.title, post.body.strip()) == ("Été", "Une fête réussie.")
    guessed = [warning for warning in read.warnings if warning.cause == Cause.ENCODING]
    assert bool(guessed) == (encoding != "utf-8-sig")


@pytest.mark.parametrize(
    ("content", "cause", "detail"),
    [
        ("---\ntitle: [non fermé\n---\ntexte", Cause.BROKEN_FRONT_MATTER, "ligne"),
        ("---\ntitle: jamais refermé\ntexte", Cause.BROKEN_FRONT_MATTER, "refermé"),
        ("---\n- une liste\n---\ntexte", Cause.BROKEN_FRONT_MATTER, "clé"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", Cause.BINARY_FILE, ""),
        (b"%PDF-1.4 \xe2\xe3", Cause.BINARY_FILE, ""),
        (b"texte\x00binaire", Cause.BINARY_FILE, ""),
        ("a" * (5 * 1024 * 1024 + 1), Cause.OVERSIZED, "1 Mo"),
        ("---\ntitle: Brouillon\npublished: false\n---\n", Cause.NOT_PUBLISHED, ""),
    ],
)
def test_a_bad_document_is_named_and_the_others_are_read(
    site: FormerSite, content: str | bytes, cause: Cause, detail: str
) -> None:
    site.write("_posts/2019-01-02-mauvais.md", content)
    read = read_site(site.root)
    [skipped] = read.skipped
    assert (skipped.file, skipped.cause) == ("_posts/2019-01-02-mauvais.md", cause)
    assert detail in skipped.detail
    assert len(read.posts) == 2


def test_a_broken_entry_of_the_data_does_not_lose_the_others(site: FormerSite) -> None:
    site.write("_data/defis.yml", DEFIS_WITH_A_FAULT)
    read = read_site(site.root)
    assert {defi.title for defi in read.defis} == {"Phare", "Digue"}
    assert next(defi for defi in read.defis if defi.title == "Digue").summary == "Tenir"
    assert [(w.file, w.cause) for w in read.warnings if w.cause == Cause.BROKEN_DATA] == [
        ("_data/defis.yml", Cause.BROKEN_DATA)
    ]


DEFIS_WITH_A_FAULT = """
"Cassé":
  title: "guillemet ouvert
  : [

"Digue":
  title: Digue
  description: Tenir
  link_to: /defis/2018/digue.html
  year: 2018
"""


def test_a_date_that_cannot_be_is_reported(site: FormerSite) -> None:
    site.write("_posts/2019-02-31-trop.md", "---\ntitle: Trop\ndate: demain\n---\nTexte")
    read = read_site(site.root)
    post = next(post for post in read.posts if post.title == "Trop")
    assert post.date is None
    assert {w.cause for w in read.warnings if w.file.endswith("trop.md")} == {Cause.BAD_DATE}


def test_a_promotion_may_be_a_year_or_missing(site: FormerSite) -> None:
    site.write("_defis/2018-01-01-annee.md", "---\ntitle: Année\nPromo: 2018\n---\nTexte")
    site.write("_defis/2018-01-01-rien.md", "---\ntitle: Rien\n---\nTexte")
    read = read_site(site.root)
    assert {defi.title: defi.promotion for defi in read.defis} == {"Phare": "2", "Année": "2", "Rien": "2"}


def test_an_html_post_is_read_as_html(site: FormerSite) -> None:
    site.write("_posts/2019-01-02-page.html", "---\ntitle: Page\n---\n<p>Du *texte*</p>")
    [post] = [post for post in read_site(site.root).posts if post.title == "Page"]
    assert post.dialect == "html"


def test_a_folder_of_guides_alone_is_enough(tmp_path: Path) -> None:
    former = FormerSite(tmp_path / "guides")
    former.write("README.md", "---\nhome: true\n---\n")
    former.write("sous/guide.md", "---\ntitle: Un guide\n---\nTexte")
    former.write(".vuepress/config.md", "rien")
    former.write("LICENSE.md", "rien")
    read = read_site(former.root)
    assert [(guide.title, guide.address) for guide in read.guides] == [
        ("Un guide", "/guides/sous/guide.html")
    ]


def test_a_missing_or_foreign_folder_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(LegacyError, match="n’existe pas"):
        read_site(tmp_path / "absent")
    (tmp_path / "fichier").write_text("x")
    with pytest.raises(LegacyError, match="est un fichier"):
        read_site(tmp_path / "fichier")
    (tmp_path / "vide").mkdir()
    with pytest.raises(LegacyError, match="Rien à reprendre"):
        read_site(tmp_path / "vide")
