"""The environment is read once, typed, and refused with a clear sentence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.settings.env import read_environment, require

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {
    "HUB_SECRET_KEY": "s" * 60,
    "HUB_ALLOWED_HOSTS": "hub.example.org",
    "HUB_BASE_URL": "https://hub.example.org",
    "HUB_EMAIL_FROM": "hub@example.org",
    "HUB_TEAM_EMAIL": "equipe@example.org",
    "EMAIL_URL": "smtp://localhost:25",
}


def test_example_file_is_accepted_and_complete() -> None:
    """``.env.example`` loads as it is, and names every variable that the reader knows."""
    environment = read_environment(ROOT / ".env.example", overrides={})
    assert environment.data_dir == ROOT / "var"
    assert environment.database["ENGINE"] == "django.db.backends.sqlite3"
    documented = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    reader = (ROOT / "hub/settings/env.py").read_text()
    read = set(re.findall(r'(?:env\.\w+\(|\(env, )"([A-Z0-9_]+)"', reader))
    assert read == documented


def test_database_url_switches_to_postgresql(tmp_path: Path) -> None:
    """One variable changes the database; everything else stays where it was."""
    url = "postgres://hub:secret@db.example.org:5433/hub"
    environment = read_environment(overrides={"DATABASE_URL": url, "HUB_DATA_DIR": str(tmp_path)})
    assert environment.database["ENGINE"] == "django.db.backends.postgresql"
    assert environment.database["HOST"] == "db.example.org"
    assert environment.data_dir == tmp_path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUB_SESSION_HOURS", "0"),
        ("DATABASE_URL", "mongo://base"),
        ("DATABASE_URL", "postgres://u:p@h:abc/db"),
        ("EMAIL_URL", "pigeon://x"),
        ("HUB_SESSION_HOURS", "douze"),
        ("HUB_TRUSTED_PROXIES", "-1"),
        ("HUB_ACCESSIBILITY_STATUS", "parfait"),
        ("ELASTICSEARCH_URL", "search.example.org:9200"),
        ("ELASTICSEARCH_URL", "https://search.example.org:port"),
        ("ELASTICSEARCH_INDEX", "Hub de la DINUM"),
    ],
)
def test_bad_value_is_named(name: str, value: str) -> None:
    """A value that makes no sense is refused by its name."""
    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment(overrides={name: value})


def test_the_password_of_a_wrong_address_is_not_shown() -> None:
    """What is wrong is said without what is secret."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_environment(overrides={"ELASTICSEARCH_URL": "htps://hub:tresor@search.example.org"})
    assert "tresor" not in str(refusal.value)


def test_one_variable_puts_elasticsearch_in_front(tmp_path: Path) -> None:
    """The engine follows the address; nothing else has to be chosen."""
    code = "from django.conf import settings; print(settings.HUB_SEARCH_ENGINE)"
    engines = []
    for url in ("", "https://hub:secret@search.example.org:9200"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={
                "PATH": os.environ["PATH"],
                "HUB_DATA_DIR": str(tmp_path),
                "PYTHONPATH": str(ROOT),
                "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
                "ELASTICSEARCH_URL": url,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        engines.append(done.stdout.strip().rpartition(".")[2])
    assert engines == ["SqliteEngine", "ResilientEngine"]


def test_missing_values_are_all_named() -> None:
    """One sentence names every missing variable; nothing is said when all are there."""
    with pytest.raises(ImproperlyConfigured, match=r"HUB_SECRET_KEY, HUB_BASE_URL"):
        require(read_environment(overrides={}), secret_key="HUB_SECRET_KEY", base_url="HUB_BASE_URL")
    require(read_environment(overrides=REQUIRED), secret_key="HUB_SECRET_KEY", base_url="HUB_BASE_URL")


def start(environment: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Start the hub’s settings in a process of its own."""
    code = "from django.conf import settings; print(settings.HUB_DEMO, settings.DEBUG)"
    base = {"PATH": os.environ["PATH"], "HUB_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**base, "DJANGO_SETTINGS_MODULE": "hub.settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )


def test_production_starts_only_when_all_is_said(tmp_path: Path) -> None:
    """Production refuses to start without a secret, and never shows demo accounts or debug pages."""
    incomplete = {name: value for name, value in REQUIRED.items() if name != "HUB_SECRET_KEY"}
    refused = start(incomplete, tmp_path)
    assert refused.returncode != 0
    assert "HUB_SECRET_KEY" in refused.stderr
    accepted = start(REQUIRED, tmp_path)
    assert accepted.returncode == 0, accepted.stderr
    assert accepted.stdout.strip() == "False False"
