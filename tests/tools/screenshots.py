"""Takes the screenshots of the guide for editors (``make docs-images``).

A throw-away demo hub is prepared and served, driven in a real browser as the guide tells to, and
photographed into ``docs/images``. Nothing of it remains afterwards.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1280, "height": 860}
MOST_BYTES = 150_000
# Fewer colours until the file is light enough: these are flat screens, nothing shows.
PALETTES = (256, 128, 64, 32)
START_SECONDS = 60
# Time for panels, menus and dialogs to finish opening (motion is reduced already).
SETTLE_MS = 900
# A demo hub with everything embedded, whatever the surrounding environment or .env file say.
EMBEDDED = {
    "DJANGO_SETTINGS_MODULE": "hub.settings.dev",
    "HUB_DEBUG": "0",
    "DATABASE_URL": "",
    "CACHE_URL": "",
    "ELASTICSEARCH_URL": "",
    "EMAIL_URL": "",
    "S3_BUCKET": "",
    "HUB_ACCEL_REDIRECT_PREFIX": "",
    "HUB_TEAM_EMAIL": "",
}

NEW_PAGE = "Préparer la visite de terrain"
NEW_SUMMARY = "Une journée avec les personnes qui se serviront du produit, du premier contact au bilan."
NEW_HEADING = "Avant la visite"
GUESTS = (
    "courriel;prénom;nom;groupe;promotion;administration;métier;fonction\r\n"
    "nadia.exemple@ministere.example;Nadia;Exemple;Mentors;Promotion 9;DGSCGC;Pilotage;Cheffe de projet\r\n"
    "theo.exemple@ministere.example;Théo;Exemple;EIG;9;;Design;\r\n"
)


@dataclass(frozen=True)
class Hub:
    """A served demo hub: where it is, who signs in, and the pages that are shown."""

    address: str
    password: str
    editor: str
    staff: str
    mentor: str
    resources: int
    defi: int
    path: int


def say(line: str) -> None:
    """Tell how far the run is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def find_browser() -> str:
    """Return the path of Chromium (HUB_CHROMIUM first).

    Raises:
        SystemExit: there is none.
    """
    candidates = [os.environ.get("HUB_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"]
    for name in filter(None, candidates):
        found = shutil.which(name)
        if found:
            return found
    sys.exit("Chromium est introuvable : apt-get install chromium, ou indiquez-le par HUB_CHROMIUM.")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(address: str) -> Hub:
    """Fill the folder that HUB_DATA_DIR names, and return what the pictures need to know."""
    subprocess.run([sys.executable, "manage.py", "prepare_hub"], cwd=ROOT, check=True)
    import django

    django.setup()
    from hub.people.enums import HubGroup
    from hub.starter.registers import DEMO_ACCOUNTS, DEMO_DOMAIN, DEMO_PASSWORD
    from pages.defis.models import DefiPage
    from pages.onboarding.models import OnboardingPathPage
    from resources.centre.models import ResourceIndexPage

    by_group = {group: f"{slug}@{DEMO_DOMAIN}" for slug, group in DEMO_ACCOUNTS.items()}
    return Hub(
        address=address,
        password=DEMO_PASSWORD,
        editor=by_group[HubGroup.EDITORS],
        staff=by_group[HubGroup.TEAM],
        mentor=by_group[HubGroup.MENTORS],
        resources=ResourceIndexPage.objects.get().pk,
        defi=DefiPage.objects.order_by("title").first().pk,
        path=OnboardingPathPage.objects.order_by("slug").last().pk,
    )


@contextmanager
def served_hub() -> Iterator[Hub]:
    """Prepare and serve a hub of its own; stop it and delete its data at the end.

    Raises:
        SystemExit: the server does not answer.
    """
    with tempfile.TemporaryDirectory(prefix="hub-images-") as folder:
        os.environ.update(EMBEDDED, HUB_DATA_DIR=folder)
        port = free_port()
        hub = prepare(f"http://127.0.0.1:{port}")
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        with (Path(folder) / "server.log").open("wb") as log:
            server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
            try:
                wait_for(f"{hub.address}/sante/", server)
                yield hub
            finally:
                server.terminate()
                server.wait(timeout=10)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the hub answers.

    Raises:
        SystemExit: it stopped, or did not answer in time.
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("Le hub de démonstration n’a pas démarré.")


def save(name: str, picture: bytes) -> None:
    """Write a screenshot with as few colours as its weight asks for."""
    from PIL import Image

    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in PALETTES:
        buffer = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES:
            break
    path = IMAGES / f"guide-{name}.png"
    path.write_bytes(buffer.getvalue())
    say(f"  {path.relative_to(ROOT)} ({buffer.tell() // 1024} Ko)")


def settle(page: Any) -> None:
    """Let the screen come to rest."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)


def shoot(page: Any, name: str) -> None:
    """Photograph what the window shows."""
    settle(page)
    save(name, page.screenshot(animations="disabled", caret="hide"))


def sign_in(browser: Any, hub: Hub, email: str, *, picture: bool = False) -> Any:
    """Return a page of a new window, signed in."""
    context = browser.new_context(
        viewport=SIZE,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{hub.address}/compte/connexion/")
    if picture:
        shoot(page, "connexion")
    page.fill("[name=username]", email)
    page.fill("[name=password]", hub.password)
    page.locator("main form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda address: "/compte/connexion/" not in address)
    return page


def write_page(page: Any, hub: Hub) -> None:
    """As an editor: the tree, a new page with a block, and its submission."""
    page.goto(f"{hub.address}/admin/pages/{hub.resources}/")
    shoot(page, "arbre")
    page.goto(f"{hub.address}/admin/pages/add/centre/resourcepage/{hub.resources}/")
    settle(page)
    page.locator("[name=title]").press_sequentially(NEW_PAGE)
    page.locator("[name=summary]").press_sequentially(NEW_SUMMARY)
    page.locator("button.c-sf-add-button").last.click()
    shoot(page, "blocs")
    page.get_by_role("option", name="Intertitre").click()
    page.locator("[name=body-0-value-text]").press_sequentially(NEW_HEADING)
    # The first automatic saving gives the page its address.
    page.wait_for_url("**/edit/**")
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    shoot(page, "soumettre")
    page.get_by_role("button", name="Soumettre à").click()
    page.wait_for_url(f"**/admin/pages/{hub.resources}/**")


def review_page(page: Any, hub: Hub) -> None:
    """As a member of staff: what waits, the actions, the schedule."""
    page.goto(f"{hub.address}/admin/")
    settle(page)
    page.get_by_role("link", name=NEW_PAGE).first.click()
    settle(page)
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    shoot(page, "relecture")
    page.keyboard.press("Escape")
    open_status(page)
    page.get_by_role("button", name="Programmer").first.click()
    shoot(page, "programmation")


def open_status(page: Any) -> None:
    """Open the panel that tells who may read a page and when it is published."""
    toggle = page.locator("[data-side-panel-toggle=status]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    settle(page)


def close_status(page: Any) -> None:
    """Close that panel, which the browser remembers from one page to the next."""
    toggle = page.locator("[data-side-panel-toggle=status]")
    if toggle.get_attribute("aria-expanded") == "true":
        toggle.click()
    settle(page)


def show_access(page: Any, hub: Hub) -> None:
    """Show who may read a page, then the plan of a défi."""
    page.goto(f"{hub.address}/admin/pages/{hub.defi}/edit/")
    settle(page)
    open_status(page)
    page.get_by_role("button", name="Changer l’accès").first.click()
    shoot(page, "acces")
    page.keyboard.press("Escape")
    close_status(page)
    page.get_by_role("tab", name="Pérennisation").click()
    shoot(page, "defi")


def show_path(page: Any, hub: Hub) -> None:
    """Show the steps and tasks of an onboarding path."""
    page.goto(f"{hub.address}/admin/pages/{hub.path}/edit/")
    settle(page)
    page.locator("[name=steps-0-title]").evaluate("field => field.scrollIntoView({block: 'center'})")
    page.mouse.wheel(0, 290)
    shoot(page, "parcours")


def show_invitations(page: Any, hub: Hub) -> None:
    """Show a CSV file that is read before anything is sent."""
    page.goto(f"{hub.address}/admin/invitations/fichier/")
    file = {"name": "invitations.csv", "mimeType": "text/csv", "buffer": GUESTS.encode()}
    page.set_input_files("[name=file]", files=[file])
    page.get_by_role("button", name="Vérifier le fichier").click()
    shoot(page, "invitations")


def show_follow_up(page: Any, hub: Hub) -> None:
    """As a member of staff: the dashboard, then what happened to a défi."""
    page.goto(f"{hub.address}/suivi-des-defis/")
    page.locator("main table").first.evaluate("table => table.scrollIntoView()")
    shoot(page, "suivi")
    page.goto(f"{hub.address}/defis/courriers-limpides/historique/")
    shoot(page, "historique")


def keep_record(page: Any, hub: Hub) -> None:
    """As a mentor: the form of the sustainability plan."""
    page.goto(f"{hub.address}/defis/courriers-limpides/perennisation/modifier/")
    shoot(page, "plan")


def main() -> int:
    """Take every screenshot; return the exit status."""
    from playwright.sync_api import sync_playwright

    chromium = find_browser()
    IMAGES.mkdir(parents=True, exist_ok=True)
    by_staff: list[Callable[[Any, Hub], None]] = [
        review_page,
        show_access,
        show_path,
        show_invitations,
        show_follow_up,
    ]
    say("→ Hub de démonstration…")
    with served_hub() as hub, sync_playwright() as playwright:
        say("→ Captures d’écran…")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            write_page(sign_in(browser, hub, hub.editor, picture=True), hub)
            keep_record(sign_in(browser, hub, hub.mentor), hub)
            staff = sign_in(browser, hub, hub.staff)
            for work in by_staff:
                work(staff, hub)
        finally:
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
