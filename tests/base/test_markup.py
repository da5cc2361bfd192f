"""Markdown and HTML into blocks: what an editor finds on the page, and what is kept out."""

from __future__ import annotations

from typing import Any

import pytest

from hub.base.blocks import BodyStreamBlock
from hub.base.markup import WarningKind, plain_text, to_blocks, to_rich_text


class KnownPlaces:
    """A resolver with one page, one document and one image."""

    def link(self, href: str) -> str | dict[str, Any] | None:
        if href == "page:guide":
            return {"linktype": "page", "id": 12}
        if href == "doc:note":
            return {"linktype": "document", "id": 5}
        return href if href.startswith(("https://", "mailto:")) else None

    def image(self, src: str, alt: str) -> int | None:
        return 7 if src.endswith("photo.jpg") else None


def convert(text: str, **options: Any) -> Any:
    return to_blocks(text, KnownPlaces(), **options)


def shapes(text: str, **options: Any) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in convert(text, **options).blocks]


def prose(text: str) -> str:
    [(kind, value)] = shapes(text)
    assert kind == "paragraph"
    return str(value)


def kinds_of_warnings(text: str, **options: Any) -> list[WarningKind]:
    return [warning.kind for warning in convert(text, **options).warnings]


# --- Prose --------------------------------------------------------------------------------------


def test_consecutive_prose_is_one_paragraph_block() -> None:
    assert prose("Un **gras** et *italique*.\n\n- a\n- b\n\nFin.") == (
        "<p>Un <b>gras</b> et <i>italique</i>.</p><ul><li>a</li><li>b</li></ul><p>Fin.</p>"
    )


def test_nested_lists_and_paragraphs_in_items_are_kept() -> None:
    text = "1. un\n   - a\n     1. i\n   - b\n2. deux\n\n   suite"
    assert prose(text) == (
        "<ol><li>un<ul><li>a<ol><li>i</li></ol></li><li>b</li></ul></li><li>deux<br/>suite</li></ol>"
    )


def test_text_is_escaped_and_unknown_tags_leave_their_text() -> None:
    assert prose('1 < 2 & <span style="color:red">rouge</span> <blink>vif</blink>') == (
        "<p>1 &lt; 2 &amp; rouge vif</p>"
    )


def test_bare_addresses_become_links_but_not_in_code() -> None:
    assert prose("Voir https://exemple.fr/a?b=1&c=2. Pas `https://exemple.fr`") == (
        '<p>Voir <a href="https://exemple.fr/a?b=1&amp;c=2">https://exemple.fr/a?b=1&amp;c=2</a>. '
        "Pas <code>https://exemple.fr</code></p>"
    )


def test_empty_paragraphs_and_double_rules_leave_nothing() -> None:
    assert prose("a\n\n&nbsp;\n\n---\n\n---\n\nb\n\n---") == "<p>a</p><hr/><p>b</p>"


# --- Headings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# A\n\n## B\n\n### C", ["h2", "h3", "h4"]),
        ("### A\n\n## B", ["h2", "h2"]),
        ("## A\n\n##### B\n\n#### C\n\n## D", ["h2", "h3", "h3", "h2"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h2", "h3", "h4", "h4", "h4"]),
    ],
)
def test_levels_start_at_two_and_are_never_skipped(source: str, levels: list[str]) -> None:
    assert [value["level"] for kind, value in shapes(source) if kind == "heading"] == levels


def test_a_paragraph_written_as_a_heading_is_a_paragraph() -> None:
    [(kind, _value)] = shapes(f"## {'mot ' * 80}")
    assert kind == "paragraph"


def test_a_link_in_a_heading_is_not_lost() -> None:
    assert shapes("## Voir [le guide](page:guide)") == [
        ("heading", {"text": "Voir le guide", "level": "h2"}),
        ("paragraph", '<p><a linktype="page" id="12">le guide</a></p>'),
    ]


# --- Links --------------------------------------------------------------------------------------


def test_links_are_resolved_in_wagtail_own_format() -> None:
    assert prose("[a](page:guide) [b](doc:note) [c](mailto:x@exemple.fr)") == (
        '<p><a linktype="page" id="12">a</a> <a linktype="document" id="5">b</a> '
        '<a href="mailto:x@exemple.fr">c</a></p>'
    )


def test_an_unknown_link_leaves_its_text_and_a_warning() -> None:
    conversion = convert("Voir [la page](/disparue.html).")
    assert conversion.blocks[0]["value"] == "<p>Voir la page.</p>"
    assert [(w.kind, w.detail) for w in conversion.warnings] == [(WarningKind.UNKNOWN_LINK, "/disparue.html")]


@pytest.mark.parametrize(
    "link", ["#aider-les-équipes", "#aider-les-equipes", "#_2-aider-les-équipes", "#libre", "#nom"]
)
def test_in_page_links_follow_their_heading_whatever_its_spelling(link: str) -> None:
    text = f"[ici]({link})\n\n## Aider les équipes\n\n## 2. Aider les équipes\n\n## L’été {{#libre}}\n\n"
    found = convert(text + '<a name="nom"></a>\n\n## Dernière\n')
    anchors = {heading.anchor for heading in found.headings}
    assert any(f'<a href="#{anchor}">ici</a>' in found.blocks[0]["value"] for anchor in anchors)
    assert found.warnings == []


def test_an_in_page_link_to_nothing_is_reported() -> None:
    assert kinds_of_warnings("[ici](#nulle-part)\n\n## Titre") == [WarningKind.UNKNOWN_ANCHOR]


# --- What is unsafe -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<img src="photo.jpg" onerror="alert(1)" alt="x">',
        "[clic](javascript:alert(1))",
        '<a href="java\nscript:alert(1)">clic</a>',
        '<a href="&#x6A;avascript:alert(1)">clic</a>',
        '<a href=" data:text/html,<script>alert(1)</script>">clic</a>',
        '<form action="/x"><input name="mot"></form>',
        '<svg onload="alert(1)"></svg>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<style>body{display:none}</style>",
    ],
)
def test_dangerous_html_is_removed_and_reported(attack: str) -> None:
    conversion = convert(f"Avant\n\n{attack}\n\nAprès")
    written = str(conversion.blocks).lower()
    assert "avant" in written
    assert "après" in written
    for danger in ("script", "alert", "onerror", "onload", "<form", "<input", "display:none"):
        assert danger not in written
    assert {warning.kind for warning in conversion.warnings} & {WarningKind.UNSAFE, WarningKind.EMBED}


def test_deep_nesting_neither_crashes_nor_loses_the_text() -> None:
    assert "fond" in str(convert("<div>" * 150 + "fond" + "</div>" * 150).blocks)


# --- Images -------------------------------------------------------------------------------------


def picture(**changes: Any) -> tuple[str, dict[str, Any]]:
    value: dict[str, Any] = {
        "image": {"image": 7, "alt_text": "Une salle", "decorative": False},
        "caption": "",
        "credit": "",
    }
    return ("image", {**value, **changes})


@pytest.mark.parametrize(
    "source",
    [
        "![Une salle](photo.jpg)\n_Au travail (© Agence)_",
        "![Une salle](photo.jpg) *Au travail © Agence*",
        "![Une salle](photo.jpg)\n\n_Au travail © Agence_",
        '<figure><img src="photo.jpg" alt="Une salle"><figcaption>Au travail © Agence</figcaption></figure>',
    ],
)
def test_a_caption_joins_its_image_and_the_credit_stands_apart(source: str) -> None:
    assert shapes(source) == [picture(caption="Au travail", credit="Agence")]


def test_text_after_an_image_is_not_a_caption_unless_in_italics() -> None:
    assert shapes("![Une salle](photo.jpg)\nDu texte") == [picture(), ("paragraph", "<p>Du texte</p>")]


def test_an_image_splits_the_paragraph_that_holds_it() -> None:
    assert shapes("Avant **![Une salle](photo.jpg)** après") == [
        ("paragraph", "<p>Avant</p>"),
        picture(),
        ("paragraph", "<p>après</p>"),
    ]


def test_an_image_without_alternative_text_is_decorative_and_reported() -> None:
    conversion = convert("![](photo.jpg)")
    assert conversion.blocks[0]["value"]["image"] == {"image": 7, "alt_text": "", "decorative": True}
    assert [warning.kind for warning in conversion.warnings] == [WarningKind.MISSING_ALT]


def test_a_missing_image_is_reported_and_its_caption_stays() -> None:
    conversion = convert("![Une salle](absente.jpg)\n_Légende_")
    assert [block["value"] for block in conversion.blocks] == ["<p><i>Légende</i></p>"]
    assert [(w.kind, w.detail) for w in conversion.warnings] == [(WarningKind.MISSING_IMAGE, "absente.jpg")]


def test_the_link_around_an_image_follows_it_unless_it_enlarges_it() -> None:
    assert shapes("[![Une salle](photo.jpg)](https://exemple.fr)") == [
        picture(),
        ("paragraph", '<p><a href="https://exemple.fr">Une salle</a></p>'),
    ]
    assert shapes("[![Une salle](photo.jpg)](https://exemple.fr/photo.jpg)") == [picture()]


def test_links_of_captions_are_kept_where_captions_are_rich_and_reported_elsewhere() -> None:
    source = "![Une salle](photo.jpg)\n_Avec [eux](page:guide)_"
    assert shapes(source) == [picture(caption="Avec eux")]
    assert kinds_of_warnings(source) == [WarningKind.LOST_LINK]
    [(_kind, value)] = shapes(source, rich_captions=True)
    assert value["caption"] == '<p>Avec <a linktype="page" id="12">eux</a></p>'
    assert kinds_of_warnings(source, rich_captions=True) == []


def test_images_in_lists_and_tables_are_kept_after_them() -> None:
    assert [kind for kind, _value in shapes("- a\n\n  ![Une salle](photo.jpg)\n- b")] == [
        "paragraph",
        "image",
        "paragraph",
    ]
    assert [kind for kind, _value in shapes("| a |\n|---|\n| ![Une salle](photo.jpg) b |")] == [
        "table",
        "image",
    ]


# --- Other blocks -------------------------------------------------------------------------------


def test_a_quotation_keeps_its_author() -> None:
    assert shapes("> Montrez tôt,\n> montrez souvent.\n>\n> — Une alumni") == [
        ("quote", {"text": "Montrez tôt, montrez souvent.", "author": "Une alumni"})
    ]


def test_a_quotation_with_links_becomes_a_box_that_keeps_them() -> None:
    [(kind, value)] = shapes("> Voir [le guide](page:guide)")
    assert kind == "callout"
    assert 'id="12"' in value["text"]


@pytest.mark.parametrize(
    ("source", "tone", "title"),
    [
        (":::tip Astuce  \nCorps\n:::  ", "tip", "Astuce"),
        ("::: warning\nCorps\n:::", "warning", ""),
        (":::danger Attention\nCorps\n:::", "important", "Attention"),
        (":::info\nCorps\n:::", "info", ""),
        ("> [!NOTE]\n> Corps", "info", ""),
    ],
)
def test_containers_are_callouts(source: str, tone: str, title: str) -> None:
    assert shapes(source) == [("callout", {"tone": tone, "title": title, "text": "<p>Corps</p>"})]


def test_an_unknown_container_gives_its_content() -> None:
    assert prose(":::machin\nCorps\n:::") == "<p>Corps</p>"


def test_what_a_callout_cannot_hold_follows_it() -> None:
    found = shapes(":::tip Commande\nTapez :\n\n```bash\na\nb\n```\n:::")
    assert found == [
        ("callout", {"tone": "tip", "title": "Commande", "text": "<p>Tapez :</p>"}),
        ("code", {"language": "bash", "code": "a\nb"}),
    ]


def test_neighbouring_details_are_one_accordion() -> None:
    source = "<details><summary>Un</summary>\n\nA\n\n</details>\n\n::: details Deux\n- b\n:::"
    assert shapes(source) == [
        (
            "accordions",
            {
                "items": [
                    {"title": "Un", "content": "<p>A</p>"},
                    {"title": "Deux", "content": "<ul><li>b</li></ul>"},
                ]
            },
        )
    ]


def test_tables_are_rectangular_whatever_their_spans() -> None:
    source = (
        "<table><caption>Bilan</caption><tr><th>A</th><th>B</th></tr>"
        "<tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr><tr><td colspan=2>4</td></tr></table>"
    )
    [(kind, value)] = shapes(source)
    assert kind == "table"
    assert value["caption"] == "Bilan"
    assert [column["heading"] for column in value["columns"]] == ["A", "B"]
    assert [row["values"] for row in value["rows"]] == [
        ["<p>1</p>", "<p>2</p>"],
        ["", "<p>3</p>"],
        ["<p>4</p>", ""],
    ]


def test_markdown_tables_keep_links_and_pipes_in_code() -> None:
    [(_kind, value)] = shapes("| A | B |\n|---|:-:|\n| [g](page:guide) | `a` |")
    assert value["rows"][0]["values"] == ['<p><a linktype="page" id="12">g</a></p>', "<p><code>a</code></p>"]


def test_a_layout_table_gives_its_content() -> None:
    assert prose("<table><tr><td>Du texte</td></tr></table>") == "<p>Du texte</p>"


@pytest.mark.parametrize(
    ("src", "url"),
    [
        ("https://www.youtube.com/embed/abc?rel=0", "https://www.youtube.com/watch?v=abc"),
        ("//www.dailymotion.com/embed/video/x1", "https://www.dailymotion.com/video/x1"),
        ("https://player.vimeo.com/video/12", "https://vimeo.com/12"),
        ("https://tube.exemple.fr/videos/embed/u-1", "https://tube.exemple.fr/videos/watch/u-1"),
    ],
)
def test_a_player_becomes_a_link_to_its_video(src: str, url: str) -> None:
    assert shapes(f'<iframe src="{src}" title="Le défi"></iframe>') == [
        ("video", {"title": "Le défi", "url": url, "description": ""})
    ]


def test_any_other_embedded_page_becomes_a_link() -> None:
    conversion = convert('<iframe src="https://formulaires.exemple.fr/1" title="Inscription"></iframe>')
    assert (
        conversion.blocks[0]["value"] == '<p><a href="https://formulaires.exemple.fr/1">Inscription</a></p>'
    )
    assert [warning.kind for warning in conversion.warnings] == [WarningKind.EMBED]


def test_footnotes_are_numbered_and_linked() -> None:
    notes = "[^loi]: Voir [le guide](page:guide)\n[^b]: *Fin*\n[^c]: Seule"
    conversion = convert(f"Un fait[^loi] et un autre[^b].\n\n{notes}")
    assert conversion.blocks == [
        {
            "type": "paragraph",
            "value": '<p>Un fait<sup><a href="#note-1">1</a></sup> et un autre'
            '<sup><a href="#note-2">2</a></sup>.</p>',
        },
        {
            "type": "footnotes",
            "value": {
                "notes": [
                    {"number": 1, "text": '<p>Voir <a linktype="page" id="12">le guide</a></p>'},
                    {"number": 2, "text": "<p><i>Fin</i></p>"},
                ]
            },
        },
    ]
    assert [(w.kind, w.detail) for w in conversion.warnings] == [(WarningKind.UNUSED_FOOTNOTE, "c")]


def test_code_keeps_its_language_and_its_spaces() -> None:
    assert shapes("```python\nif a:\n    b()\n```") == [
        ("code", {"language": "python", "code": "if a:\n    b()"})
    ]


def test_html_alone_is_not_read_as_markdown() -> None:
    source = "<h1>Titre</h1>\n\n    <p>Du *texte*</p>"
    assert shapes(source, html=True) == [
        ("heading", {"text": "Titre", "level": "h2"}),
        ("paragraph", "<p>Du *texte*</p>"),
    ]


# --- The whole ----------------------------------------------------------------------------------

EVERYTHING = """
## Titre

Du texte[^1].

> Des mots
>
> — Quelqu’un

:::tip Astuce
Corps
:::

| A | B |
|---|---|
| 1 | 2 |

<details><summary>Un</summary>

Contenu

</details>

```sql
SELECT 1;
```

<iframe src="https://www.youtube.com/embed/abc" title="Vidéo"></iframe>

[^1]: Note
"""


def test_every_block_written_is_accepted_by_the_edit_form() -> None:
    block = BodyStreamBlock()
    blocks = to_blocks(EVERYTHING).blocks
    cleaned = block.clean(block.to_python(blocks))
    assert [child.block_type for child in cleaned] == [raw["type"] for raw in blocks]
    assert {raw["type"] for raw in blocks} == {
        "heading",
        "paragraph",
        "quote",
        "callout",
        "table",
        "accordions",
        "code",
        "video",
        "footnotes",
    }


def test_line_ends_and_byte_order_mark_change_nothing() -> None:
    text = "\ufeff## Titre\r\n\r\nDu texte\r\nsur deux lignes\r\n"
    assert shapes(text) == [
        ("heading", {"text": "Titre", "level": "h2"}),
        ("paragraph", "<p>Du texte sur deux lignes</p>"),
    ]


def test_rich_text_holds_what_it_can() -> None:
    html, warnings = to_rich_text("Un **mot**.\n\n## Partie\n\n- a\n\n[x](javascript:1)", KnownPlaces())
    assert html == "<p>Un <b>mot</b>.</p><p><b>Partie</b></p><ul><li>a</li></ul><p>x</p>"
    assert [warning.kind for warning in warnings] == [WarningKind.UNSAFE]


def test_plain_text_cuts_at_sentences() -> None:
    source = "## Titre\n\n_Légende seule_\n\nUne phrase **assez** longue. Une seconde phrase."
    assert plain_text(source, first_paragraph=True) == "Une phrase assez longue. Une seconde phrase."
    assert plain_text(source, 40, first_paragraph=True) == "Une phrase assez longue."
    assert plain_text("a b\n\n- c", paragraphs=True) == "a b\n\nc"
    assert plain_text("mot " * 20, 20).endswith("…")
