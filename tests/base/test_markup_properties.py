"""Whatever people wrote, the blocks are well formed: pieces of real markup, shuffled."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.base.markup import to_blocks

PIECES = [
    "# T\n", "## A [l](x)\n", "#### B\n", "du **gras** _i_\n", "- a\n", "  - b\n", "1. x\n",
    "   ![i](a.png)\n",
    "![i](a.png)\n", "_cap_\n", "\n", "\n\n", "> q\n", ">> qq\n", "> - l\n", ":::tip T\n", ":::\n",
    "::: details D\n", "<details>\n", "<summary>S</summary>\n", "</details>\n", "<div>\n", "</div>\n",
    "<table><tr><td>a</td></tr></table>\n", "<table>", "<tr>", "<td colspan=3>", "</td>",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "```py\nx\n```\n", "```\n", "    code\n", "<p>", "</p>", "<a href=x>",
    "</a>", "<img src=a.png>", "<figure>", "</figure>", "<figcaption>c</figcaption>",
    "<iframe src='https://youtu.be/x'></iframe>", "<script>x</script>", "texte[^1] ", "[^1]: n\n",
    "[x](javascript:a)", "<b>", "</b>", "<ul><li>a<table><tr><td>z</td></tr></table></li></ul>", "<li>x",
    "<br>", "---\n", "&nbsp;", "<h2>", "</h2>", "<blockquote>", "</blockquote>", "<dl><dt>a<dd>b</dl>",
    "<sup>1</sup>", "<picture><img src=a.png></picture>", "https://a.fr/c?d=e&f ", "<!-- c -->",
]  # fmt: skip
RICH_TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "sup", "sub", "code", "br", "hr"}


class Places:
    """Knows every link and every image."""

    def link(self, href: str) -> str:
        return href

    def image(self, src: str, alt: str) -> int:
        return 4


def rich_texts(block: dict[str, Any]) -> list[str]:
    """Return the rich texts of a raw block."""
    value = block["value"]
    found = {
        "paragraph": lambda: [value],
        "callout": lambda: [value["text"]],
        "accordions": lambda: [item["content"] for item in value["items"]],
        "footnotes": lambda: [note["text"] for note in value["notes"]],
        "table": lambda: [cell for row in value["rows"] for cell in row["values"]],
    }.get(block["type"], list)
    return found()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_source_gives_well_formed_blocks(source: str) -> None:
    blocks = to_blocks(source, Places()).blocks
    json.dumps(blocks)
    depth = 1
    for block in blocks:
        if block["type"] == "heading":
            level = int(block["value"]["level"][1])
            assert 2 <= level <= min(depth + 1, 4)
            depth = level
        if block["type"] == "table":
            width = len(block["value"]["columns"])
            assert all(len(row["values"]) == width for row in block["value"]["rows"])
        for html in rich_texts(block):
            soup = BeautifulSoup(html, "html.parser")
            assert all(
                isinstance(node, Tag) and node.name in {"p", "ul", "ol", "hr"} for node in soup.children
            )
            for tag in soup.find_all(True):
                assert tag.name in RICH_TAGS
                assert set(tag.attrs) <= {"href"}
                assert not str(tag.get("href", "")).startswith("javascript:")
                assert tag.name != "a" or tag.find("a") is None
                assert tag.name != "p" or tag.find(["p", "ul", "ol", "hr"]) is None
                if tag.name in {"ul", "ol"}:
                    assert len(tag.find_all("li", recursive=False)) == len(list(tag.children))
