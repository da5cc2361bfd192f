"""What each page will hold: records of the former site, with every reference resolved.

A payload is plain data: it is compared with what the import last wrote by its digest, and written by
:mod:`hub.legacy.pages`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

from wagtail.blocks import RichTextBlock

from hub.base.blocks import BodyStreamBlock
from hub.base.markup import Conversion, WarningKind, plain_text, shorten, to_blocks
from hub.base.markup.vocabulary import RawBlock, Resolver
from pages.defis.enums import DefiPhase, EndState, TeamRole

from . import mapping
from .enums import Cause, Kind
from .readers.dialects import clean
from .records import LegacyDefi, LegacyDocument, LegacyGuide, LegacyPost, LegacyProject

#: Namespace of the ids of blocks: the same text gives the same ids, so that revisions compare well.
_BLOCKS = uuid.uuid5(uuid.NAMESPACE_URL, "hub.legacy")
SUMMARY_LENGTH = 300

CAUSES = {
    WarningKind.UNSAFE: Cause.UNSAFE,
    WarningKind.UNKNOWN_LINK: Cause.UNKNOWN_LINK,
    WarningKind.UNKNOWN_ANCHOR: Cause.UNKNOWN_ANCHOR,
    WarningKind.MISSING_IMAGE: Cause.MISSING_IMAGE,
    WarningKind.MISSING_ALT: Cause.MISSING_ALT,
    WarningKind.EMBED: Cause.EMBED,
    WarningKind.UNUSED_FOOTNOTE: Cause.UNUSED_FOOTNOTE,
    WarningKind.LOST_LINK: Cause.LOST_LINK,
}


@dataclass
class Payload:
    """A page to be.

    Attributes:
        kind: which type of page.
        fields: name -> value of simple fields (dates as dates, relations by number, ``…_id``).
        body: raw blocks.
        children: relation -> rows, each a mapping of fields.
        sets: many-to-many relation or tags -> numbers or words.
        published: when the former site published it.
    """

    kind: Kind
    fields: dict[str, Any]
    body: list[RawBlock]
    children: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sets: dict[str, list[Any]] = field(default_factory=dict)
    published: dt.date | None = None

    def digest(self) -> str:
        """Return the SHA-256 of everything that will be written, and of the way it is."""
        return digest(asdict(self))


def digest(content: Any) -> str:
    """Return the SHA-256 of plain data and of the version of the mapping."""
    text = json.dumps([mapping.MAPPING_VERSION, content], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Converted:
    """A converted body, and what was lost on the way."""

    conversion: Conversion
    warnings: list[tuple[Cause, str]]


def convert(document: LegacyDocument, resolver: Resolver) -> Converted:
    """Convert the body of a document into blocks."""
    text, removed = clean(document.body, document.dialect)
    html = document.dialect == "html"
    conversion = to_blocks(text, resolver, html=html, rich_captions=_captions_are_rich())
    warnings = [(Cause.TEMPLATE_CODE, code) for code in removed]
    warnings += [(CAUSES[warning.kind], warning.detail) for warning in conversion.warnings]
    for index, block in enumerate(conversion.blocks):
        block["id"] = str(uuid.uuid5(_BLOCKS, f"{document.address} {index} {block['type']}"))
    return Converted(conversion, warnings)


def _captions_are_rich() -> bool:
    """Tell whether captions of images may hold links in the bodies of this hub."""
    return isinstance(BodyStreamBlock.base_blocks["image"].child_blocks["caption"], RichTextBlock)


@dataclass(frozen=True)
class References:
    """Numbers of what a page refers to, found by the importer; None when there is none."""

    image: int | None = None
    administration: int | None = None
    promotion: int | None = None
    defi: int | None = None
    skills: tuple[int, ...] = ()
    technologies: tuple[int, ...] = ()
    eigs: tuple[int, ...] = ()
    mentors: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()
    unknown_authors: bool = False


def defi_payload(
    defi: LegacyDefi, converted: Converted, refs: References, fate: mapping.Fate | None, today: dt.date
) -> Payload:
    """Return the page of a défi.

    Args:
        defi: as read.
        converted: its body.
        refs: what it refers to.
        fate: what the site tells of what came after, if anything.
        today: the day of the import.
    """
    start, end = mapping.defi_dates(defi)
    phases = mapping.defi_phases(defi, fate, today)
    members = [
        {"person_id": person, "role": role, "start": start, "end": end}
        for people, role in ((refs.eigs, TeamRole.EIG), (refs.mentors, TeamRole.MENTOR_OPERATIONAL))
        for person in people
    ]
    return Payload(
        kind=Kind.DEFI,
        fields={
            "title": defi.title,
            "summary": defi.summary or _first_words(defi),
            "administration_id": refs.administration,
            "promotion_id": refs.promotion,
            "phase": str(phases[-1].phase if phases else DefiPhase.CONSTRUCTION),
            "start": start,
            "end": end,
            "place": defi.place,
            "end_state": str(fate.end_state if fate is not None else EndState.UNKNOWN),
            "image_id": refs.image,
        },
        body=converted.conversion.blocks,
        children={
            "members": members,
            # A row keeps its key from one run to the next: the history tells what really changed.
            "phases": [
                {**asdict(step), "key": uuid.uuid5(_BLOCKS, f"{defi.address} {step.phase}")}
                for step in phases
            ],
            "key_figures": [{"value": figure.value, "label": figure.label} for figure in defi.figures],
            "links": [
                {"kind": link.kind, "url": link.url, "label": link.label}
                for link in defi.links
                if len(link.url) <= 500
            ],
        },
        sets={"skills": list(refs.skills), "technologies": list(refs.technologies)},
        published=start,
    )


def with_projects(defi: LegacyDefi) -> str:
    """Return the body of a défi followed by what it made, each with its picture and its link."""
    if not defi.projects:
        return defi.body
    parts = [defi.body.rstrip(), "", "## Réalisations", ""]
    for project in defi.projects:
        parts += _project(project)
    return "\n".join(parts)


def _project(project: LegacyProject) -> list[str]:
    lines = [f"### {project.title}", ""]
    if project.image:
        lines += [f"![{_plain(project.title)}](</{project.image.lstrip('/')}>)", ""]
    lines += [project.description, ""]
    if project.url:
        lines += [f"[{_plain(project.call_to_action or project.title)}](<{project.url}>)", ""]
    return lines


def _plain(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def news_payload(post: LegacyPost, converted: Converted, refs: References, date: dt.date) -> Payload:
    """Return the page of a piece of news."""
    return Payload(
        kind=Kind.NEWS,
        fields={
            "title": post.title,
            "summary": post.summary,
            "date": date,
            "author_name": post.author[:200],
            "image_id": refs.image,
        },
        body=converted.conversion.blocks,
        sets={"tags": sorted({tag[:100] for tag in post.tags})},
        published=date,
    )


def experience_payload(post: LegacyPost, converted: Converted, refs: References, date: dt.date) -> Payload:
    """Return the page of an experience report: the post whole, as its free text.

    The post answers the five prompts in its own order and words: an editor may share it out among
    them, a program would cut it at random.
    """
    body = list(converted.conversion.blocks)
    shown = {block["value"]["image"]["image"] for block in body if block["type"] == "image"}
    if refs.image is not None and refs.image not in shown:
        body.insert(0, _decorative(post, refs.image))
    if post.author and (refs.unknown_authors or not refs.authors):
        signature = {"type": "paragraph", "value": f"<p><i>{_escaped(post.author)}</i></p>"}
        body.append({**signature, "id": str(uuid.uuid5(_BLOCKS, f"{post.address} signature"))})
    return Payload(
        kind=Kind.EXPERIENCE,
        fields={
            "title": post.title,
            "summary": post.summary,
            "date": date,
            "profile": mapping.report_profile(post),
            "promotion_id": refs.promotion,
            "defi_id": refs.defi,
        },
        body=body,
        children={"authors": [{"person_id": person} for person in refs.authors]},
        published=date,
    )


def resource_payload(guide: LegacyGuide, converted: Converted) -> Payload:
    """Return the page of a guide; its headings are the sections that links and searches lead to."""
    return Payload(
        kind=Kind.RESOURCE,
        fields={
            "title": guide.title,
            "summary": guide.summary,
            "kind": str(mapping.guide_kind(guide)),
            "moment": str(mapping.guide_moment(guide)),
        },
        body=converted.conversion.blocks,
        published=guide.date,
    )


def _decorative(post: LegacyPost, image: int) -> RawBlock:
    return {
        "type": "image",
        "value": {
            "image": {"image": image, "alt_text": "", "decorative": True},
            "caption": "",
            "credit": "",
        },
        "id": str(uuid.uuid5(_BLOCKS, f"{post.address} image")),
    }


def _first_words(document: LegacyDocument) -> str:
    text, _removed = clean(document.body, document.dialect)
    return shorten(plain_text(text, first_paragraph=True), SUMMARY_LENGTH)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
