"""Players, image addresses and picture credits."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

IMAGE_EXTENSIONS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp", ".tif", ".tiff")

_CREDIT = re.compile(
    r"[\s(\[–—-]*(?:©|\(c\)|crédits?(?:\s+photos?)?\s*:)\s*(?P<credit>[^()\[\]©]{2,150}?)\s*[)\]]?\s*\.?\s*$",
    re.IGNORECASE,
)


def is_image_address(address: str) -> bool:
    """Tell whether an address ends like that of an image file."""
    return address.split("?")[0].split("#")[0].lower().endswith(IMAGE_EXTENSIONS)


def split_credit(caption: str) -> tuple[str, str]:
    """Separate a caption from the credit at its end: ``Une salle (© Untel)`` -> two texts."""
    match = _CREDIT.search(caption)
    if not match:
        return caption.strip(), ""
    return caption[: match.start()].strip(" ,;–—-"), match["credit"].strip(" .,;")


def iframe_target(node: Tag) -> str:
    """Give the address that an embedding tag shows; "" when it shows none."""
    source = node.find("source")
    candidates = [node.get("src"), node.get("data-src"), node.get("data")]
    if isinstance(source, Tag):
        candidates.append(source.get("src"))
    return next((str(value).strip() for value in candidates if value), "")


def video_address(src: str) -> str | None:
    """Give the public page of the video that a player shows, or None when ``src`` is not a known player.

    A page is worth more than a player: it can be opened, shared, and asks nothing from visitors of the hub.
    """
    try:
        parts = urlsplit(f"https:{src}" if src.startswith("//") else src)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if host in {"youtube.com", "youtube-nocookie.com"}:
        identifier = parse_qs(parts.query).get("v", [last])[0]
        return f"https://www.youtube.com/watch?v={identifier}" if identifier else None
    if host == "youtu.be":
        return f"https://www.youtube.com/watch?v={last}"
    if host in {"dailymotion.com", "geo.dailymotion.com", "dai.ly"}:
        identifier = parse_qs(parts.query).get("video", [last])[0]
        return f"https://www.dailymotion.com/video/{identifier}"
    if host in {"vimeo.com", "player.vimeo.com"}:
        return f"https://vimeo.com/{last}"
    if re.search(r"/videos/(?:embed|watch)/|/w/", parts.path):  # PeerTube, on any host
        return f"https://{parts.netloc}/videos/watch/{last}"
    if parts.path.lower().endswith((".mp4", ".webm", ".ogv", ".mov", ".m4v")):
        return parts.geturl()
    return None
