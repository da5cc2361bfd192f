"""Reads of the open data: the same rows whoever asks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser

from hub.base.selectors import page_url
from hub.base.visibility import visible_to
from hub.people.models import Administration

from ..enums import ComplianceState, ComplianceTopic, DefiLinkKind, DefiPhase, EndState
from ..models import ComplianceCheck, DefiLink, DefiPage

Row = dict[str, Any]

# Column -> the links that it holds; the first of each kind.
LINK_COLUMNS = {
    "produit": DefiLinkKind.PRODUCT,
    "code_source": DefiLinkKind.CODE,
    "licence": DefiLinkKind.LICENCE,
    "donnees_ouvertes": DefiLinkKind.OPEN_DATA,
}
TERM_COLUMNS = {
    "competences": "skills",
    "technologies": "technologies",
    "problemes_communs": "common_problems",
}


def open_rows(absolute: Callable[[str], str]) -> list[Row]:
    """Return the défis that an anonymous visitor may open, in a constant number of queries.

    Only what the page shows to everybody: no person, none of the parts that a défi may reserve.

    Args:
        absolute: turns an address of the hub into one that works from elsewhere.
    """
    pages = list(
        visible_to(DefiPage.objects.all(), AnonymousUser())
        .select_related("administration", "promotion")
        .defer("body")
        .order_by("path")
    )
    ids = [page.pk for page in pages]
    terms = {column: _terms(relation, ids) for column, relation in TERM_COLUMNS.items()}
    links, checks, ministries = _links(ids), _checks(ids), _ministries()
    return [
        {
            **_facts(page, absolute),
            "ministere": ministries.get(page.administration_id, ""),
            **{column: terms[column].get(page.pk, []) for column in TERM_COLUMNS},
            **{column: links.get((page.pk, kind), "") for column, kind in LINK_COLUMNS.items()},
            **checks.get(page.pk, {"rgaa_etat": "", "rgaa_taux": None, "rgaa_date": None}),
        }
        for page in pages
    ]


def last_change(rows: list[Row]) -> dt.datetime | None:
    """Return when the last of the rows was published."""
    return max((row["modifie_le"] for row in rows if row["modifie_le"]), default=None)


def _facts(page: DefiPage, absolute: Callable[[str], str]) -> Row:
    home = page.administration
    published = page.last_published_at
    return {
        "identifiant": str(page.translation_key),
        "titre": page.title,
        "resume": page.summary,
        "administration": home.name if home else "",
        "sigle": home.acronym if home else "",
        "promotion": page.promotion.name if page.promotion else "",
        "debut": page.start,
        "fin": page.end,
        "lieu": page.place,
        "phase": DefiPhase(page.phase).label,
        "etat_fin": EndState(page.end_state).label,
        "adresse": absolute(page_url(page.url_path)),
        "modifie_le": published.astimezone(dt.UTC).replace(microsecond=0) if published else None,
    }


def _terms(relation: str, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = DefiPage.objects.filter(pk__in=ids, **{f"{relation}__isnull": False}).order_by(f"{relation}__name")
    for pk, name in rows.values_list("pk", f"{relation}__name"):
        found[pk].append(name)
    return found


def _links(ids: list[int]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    rows = DefiLink.objects.filter(defi__in=ids, kind__in=LINK_COLUMNS.values()).order_by("sort_order", "pk")
    for defi, kind, url in rows.values_list("defi_id", "kind", "url"):
        found.setdefault((defi, kind), url)
    return found


def _checks(ids: list[int]) -> dict[int, Row]:
    rows = ComplianceCheck.objects.filter(defi__in=ids, topic=ComplianceTopic.RGAA)
    return {
        defi: {"rgaa_etat": ComplianceState(state).label, "rgaa_taux": rate, "rgaa_date": day}
        for defi, state, rate, day in rows.values_list("defi_id", "state", "rate", "checked_on")
    }


def _ministries() -> dict[int, str]:
    """Return the name at the top of each administration."""
    known = {
        pk: (name, above) for pk, name, above in Administration.objects.values_list("pk", "name", "parent")
    }
    found = {}
    for pk in known:
        top, seen = pk, {pk}
        while (above := known[top][1]) in known and above not in seen:
            top = above
            seen.add(above)
        found[pk] = known[top][0]
    return found
