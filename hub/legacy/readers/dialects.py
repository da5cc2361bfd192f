"""What Jekyll (Liquid, kramdown) and VuePress add to Markdown, turned into plain Markdown and HTML."""

from __future__ import annotations

import re
from collections.abc import Callable

from hub.base.markup.media import is_image_address

#: The shortcodes met in documentation; an unknown one is left as it is.
EMOJI = {
    "books": "📚", "book": "📖", "bulb": "💡", "warning": "⚠️", "rocket": "🚀", "tada": "🎉", "link": "🔗",
    "memo": "📝", "pencil": "📝", "pencil2": "✏️", "information_source": "ℹ️", "heavy_check_mark": "✔️",
    "white_check_mark": "✅", "x": "❌", "arrow_right": "➡️", "point_right": "👉", "calendar": "📅",
    "clock": "🕒", "email": "📧", "envelope": "✉️", "phone": "📞", "mag": "🔍", "lock": "🔒", "key": "🔑",
    "wrench": "🔧", "hammer": "🔨", "gear": "⚙️", "computer": "💻", "chart_with_upwards_trend": "📈",
    "bar_chart": "📊", "question": "❓", "exclamation": "❗", "star": "⭐", "heart": "❤️", "smile": "😄",
    "smiley": "😃", "wink": "😉", "thumbsup": "👍", "+1": "👍", "clap": "👏", "eyes": "👀",
    "fire": "🔥", "sparkles": "✨", "speech_balloon": "💬", "busts_in_silhouette": "👥", "video_camera": "📹",
    "movie_camera": "🎥", "page_facing_up": "📄", "clipboard": "📋", "package": "📦", "school": "🏫",
    "mortar_board": "🎓", "handshake": "🤝", "dart": "🎯", "mega": "📣", "loudspeaker": "📢", "fr": "🇫🇷",
    "construction": "🚧", "art": "🎨", "seedling": "🌱", "earth_africa": "🌍", "bow": "🙇", "zap": "⚡",
}  # fmt: skip

#: Code is never touched: fenced blocks and inline code.
_CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_HIGHLIGHT = re.compile(r"\{%-?\s*highlight\s+(\w+)[^%]*%\}\n?(.*?)\{%-?\s*endhighlight\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(
    r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{::comment\}.*?\{:/(?:comment)?\}", re.DOTALL
)
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}|\{:{1,2}/?(?:nomarkdown|options)[^}]*\}")
_INCLUDE = re.compile(r"\{%-?\s*include(?:_relative)?\s+(?P<name>[\w./-]+)(?P<arguments>[^%]*?)-?%\}")
_POST_URL = re.compile(r"\{%-?\s*post_url\s+(?P<post>[^\s%]+)\s*-?%\}")
_LINK_TAG = re.compile(r"\{%-?\s*link\s+(?P<path>[^\s%]+)\s*-?%\}")
_ARGUMENT = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SITE_VARIABLE = re.compile(r"\{\{-?\s*(?:site\.(?:baseurl|url)|page\.baseurl)\s*-?\}\}")
_URL_FILTER = re.compile(
    r"\{\{-?\s*[\"']([^\"'}]+)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend:[^}|]*)[^}]*\}\}"
)
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_KRAMDOWN_TOC = re.compile(r"^[*\-+\d.]+[ \t]+\S[^\n]*\n\{:\s*toc\s*\}[ \t]*$", re.MULTILINE | re.IGNORECASE)
_KRAMDOWN_ID = re.compile(r"^(#{1,6}[^\n]*?)[ \t]*\n?\{:[^}\n]*#([\w-]+)[^}\n]*\}[ \t]*$", re.MULTILINE)
_KRAMDOWN_ATTRIBUTES = re.compile(r"[ \t]*\{:[^}\n]*\}")
_MARKDOWN_INSIDE = re.compile(r"(<(\w+)\b[^>]*?)\s+markdown=[\"'](?:1|block|span)[\"']([^>]*>)[ \t]*")
_TOC = re.compile(r"^[ \t]*\[\[_?toc_?\]\][ \t]*$", re.MULTILINE | re.IGNORECASE)
_SHORTCODE = re.compile(r"(?<![\w:/]):([a-z0-9_+-]*[a-z+][a-z0-9_+-]*):(?![\w/])")
_SNIPPET = re.compile(r"^<<<[ \t]*@?\S+[ \t]*$", re.MULTILINE)
_COMPONENT = re.compile(r"</?(?:[A-Z]\w*|Badge|badge|ClientOnly|OutboundLink)\b[^>]*/?>")
_SETEXT_TITLE = re.compile(r"\A\s*([^\n#][^\n]*)\n=+[ \t]*\n")
_ATX_TITLE = re.compile(r"\A\s*#[ \t]+([^\n]+?)[ \t]*#*[ \t]*\n")


def clean(text: str, dialect: str) -> tuple[str, list[str]]:
    """Turn a source of the former site into plain Markdown.

    Args:
        text: the body of a document.
        dialect: ``jekyll``, ``vuepress`` or ``html`` (a Jekyll page that is not Markdown).

    Returns:
        The text, and each piece of template code that had to be removed.
    """
    removed: list[str] = []
    if dialect in {"jekyll", "html"}:
        text = _HIGHLIGHT.sub(lambda m: f"\n```{m[1]}\n{m[2].rstrip()}\n```\n", text)
        text = _COMMENT.sub("", text)
        text = _outside_code(text, lambda part: _jekyll(part, removed))
        if dialect == "jekyll":
            text = _outside_code(text, _unindent_html)
    else:
        text = _outside_code(text, lambda part: _vuepress(part, removed))
    return text, removed


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to what is not code."""
    pieces, last = [], 0
    for match in _CODE.finditer(text):
        pieces += [change(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*pieces, change(text[last:])])


def _jekyll(text: str, removed: list[str]) -> str:
    text = _RAW.sub("", text)
    text = _SITE_VARIABLE.sub("", text)
    text = _URL_FILTER.sub(lambda m: m[1], text)
    text = _POST_URL.sub(lambda m: f"/_posts/{m['post']}", text)
    text = _LINK_TAG.sub(lambda m: f"/{m['path'].lstrip('/')}", text)
    text = _INCLUDE.sub(lambda m: _include(m, removed), text)

    def drop(match: re.Match[str]) -> str:
        removed.append(match[0].strip())
        return ""

    text = _LIQUID.sub(drop, text)
    text = _KRAMDOWN_TOC.sub("", text)
    text = _KRAMDOWN_ID.sub(r"\1 {#\2}", text)
    text = _KRAMDOWN_ATTRIBUTES.sub("", text)
    text = _TOC.sub("", text)
    return _MARKDOWN_INSIDE.sub(r"\1\3\n\n", text)


def _unindent_html(text: str) -> str:
    """Bring tags back to the margin: after an empty line, CommonMark takes an indented tag for code."""
    lines, in_html = [], False
    for line in text.split("\n"):
        stripped = line.strip()
        if in_html and stripped.startswith("<") and line.startswith(("    ", "\t")):
            line = stripped
        if stripped:
            in_html = stripped.startswith("<")
        lines.append(line)
    return "\n".join(lines)


def _include(match: re.Match[str], removed: list[str]) -> str:
    """Turn the include of an image or a video into what it shows; drop any other."""
    arguments = {name: double or single for name, double, single in _ARGUMENT.findall(match["arguments"])}
    picture = next((value for value in arguments.values() if is_image_address(value)), "")
    caption = next(
        (arguments[n] for n in ("caption", "legende", "description", "figcaption") if n in arguments), ""
    )
    if picture:
        alt = arguments.get("alt") or arguments.get("title") or caption
        figure = f'<img src="{_quoted(picture)}" alt="{_quoted(alt)}">'
        return f"\n\n<figure>{figure}<figcaption>{_quoted(caption)}</figcaption></figure>\n\n"
    address = next(
        (value for value in arguments.values() if value.startswith(("http://", "https://", "//"))), ""
    )
    identifier = arguments.get("id", "")
    for host, prefix in _PLAYERS.items():
        if host in match["name"].lower() and re.fullmatch(r"[\w-]+", identifier):
            address = prefix + identifier
    if address:
        title = _quoted(arguments.get("title", ""))
        return f'\n\n<iframe src="{_quoted(address)}" title="{title}"></iframe>\n\n'
    removed.append(match[0].strip())
    return ""


_PLAYERS = {
    "youtube": "https://www.youtube.com/embed/",
    "dailymotion": "https://www.dailymotion.com/embed/video/",
    "vimeo": "https://player.vimeo.com/video/",
}


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


def _vuepress(text: str, removed: list[str]) -> str:
    text = _TOC.sub("", text)
    text = _SHORTCODE.sub(lambda m: EMOJI.get(m[1], m[0]), text)

    def drop(match: re.Match[str]) -> str:
        removed.append(match[0].strip())
        return ""

    text = _SNIPPET.sub(drop, text)
    text = _LIQUID.sub(drop, text)
    return _COMPONENT.sub(lambda m: _component(m, removed), text)


def _component(match: re.Match[str], removed: list[str]) -> str:
    """Keep the text of a badge; note any other component."""
    label = re.search(r"\btext=[\"']([^\"']+)[\"']", match[0])
    if label:
        return f"({label[1]})"
    if not match[0].startswith("</"):
        removed.append(match[0].strip())
    return ""


def take_title(text: str) -> tuple[str, str]:
    """Take the level 1 heading that opens a text: it is the title of the page.

    Returns:
        The title ("" when the text opens with something else), and the rest.
    """
    for pattern in (_ATX_TITLE, _SETEXT_TITLE):
        match = pattern.match(text + "\n")
        if match:
            title = re.sub(r"\s*\{#[\w-]+\}$", "", match[1]).strip()
            return title, (text + "\n")[match.end() :]
    return "", text
