"""What a browser without JavaScript sends back from a form: its fields as they were shown, and a button."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup


def page_of(response: Any) -> BeautifulSoup:
    """Return the page, to be looked at."""
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    """Return the words of the main part of a page, spaces put together."""
    return " ".join(page_of(response).main.get_text(" ").split())


def shown(response: Any) -> dict[str, Any]:
    """Return the fields of the form of the record as the page shows them."""
    form = page_of(response).find("input", {"name": "depart"}).find_parent("form")
    data: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or kind in {"file", "submit"}:
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            data[name] = chosen.get("value", "")
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n").replace("\n", "\r\n")
        elif kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                data[name] = field.get("value", "on")
        else:
            data[name] = field.get("value", "")
    return data


def name_of(data: dict[str, Any], value: str) -> str:
    """Return the prefix of the row one of whose fields has a value."""
    name = next(name for name, content in data.items() if content == value and name.count("-") == 2)
    return name.rsplit("-", 1)[0]


def sent(client: Any, response: Any, url: str, /, action: str = "save", **changes: Any) -> Any:
    """Send the form back with some fields changed."""
    return client.post(url, {**shown(response), **changes, "action": action})
