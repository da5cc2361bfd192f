"""The client, and what goes wrong on the way to the server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineError, IndexMissing

# A reader waits this long at most; then the embedded engine answers (see search.engines.resilient).
TIMEOUT = 1.5
# Writing many documents, creating an index.
PATIENT_TIMEOUT = 60.0


class EngineUnreachable(EngineError):
    """The server does not answer, answers too late, or cannot serve anybody for the moment."""


class Connection:
    """A client for each process: a pool of connections does not survive a fork.

    Args:
        url: ``https://user:password@host:9200``, several separated by commas; special characters of the
            password are percent-encoded.
        ca_file: certificates of the authority that signed the server’s; the system’s when empty.
        timeout: seconds that a reader waits.
    """

    def __init__(self, url: str, *, ca_file: str = "", timeout: float = TIMEOUT) -> None:
        self.timeout = timeout
        self._url = url
        self._ca_file = ca_file
        self._clients: dict[int, Elasticsearch] = {}
        self._guard = threading.Lock()

    @property
    def client(self) -> Elasticsearch:
        """Return the client of this process."""
        pid = os.getpid()
        with self._guard:
            if pid not in self._clients:
                self._clients = {pid: self._connect()}
            return self._clients[pid]

    @property
    def patient(self) -> Elasticsearch:
        """Return the same client, for what nobody waits for."""
        return self.client.options(request_timeout=PATIENT_TIMEOUT)

    def _connect(self) -> Elasticsearch:
        hosts, credentials = parse_url(self._url)
        options: dict[str, object] = {}
        if credentials:
            options["basic_auth"] = credentials
        if self._ca_file:
            options["ca_certs"] = self._ca_file
        try:
            return Elasticsearch(
                hosts,
                request_timeout=self.timeout,
                # The caller decides what to do: a retry would make readers wait twice.
                max_retries=0,
                retry_on_timeout=False,
                **options,  # type: ignore[arg-type]
            )
        except (ValueError, TypeError, OSError) as error:
            raise EngineUnreachable(f"Elasticsearch : adresse ou certificat refusé ({error}).") from error


def parse_url(url: str) -> tuple[list[str], tuple[str, str] | None]:
    """Return the addresses without credentials, and the credentials.

    Raises:
        EngineUnreachable: an address has no scheme or no host.
    """
    hosts, credentials = [], None
    for each in filter(None, (part.strip() for part in url.split(","))):
        try:
            split = urlsplit(each)
            port = split.port or (443 if split.scheme == "https" else 9200)
        except ValueError as error:
            raise EngineUnreachable("Elasticsearch : cette adresse n’est pas comprise.") from error
        if split.scheme not in {"http", "https"} or not split.hostname:
            raise EngineUnreachable("Elasticsearch : l’adresse attendue est https://hôte:9200.")
        host = f"[{split.hostname}]" if ":" in split.hostname else split.hostname
        hosts.append(f"{split.scheme}://{host}:{port}{split.path.rstrip('/')}")
        if split.username:
            credentials = (unquote(split.username), unquote(split.password or ""))
    if not hosts:
        raise EngineUnreachable("Elasticsearch : aucune adresse n’est donnée.")
    return hosts, credentials


# Answers that say that nobody is served, whatever is asked: refused credentials, too busy, broken.
_NOBODY = frozenset({401, 403, 408, 429})


def translated(error: Exception) -> EngineError:
    """Return what an error of the client means for a caller."""
    if isinstance(error, ConnectionTimeout):
        return EngineUnreachable("Elasticsearch n’a pas répondu à temps.")
    if isinstance(error, TransportError):
        # The message of the library repeats the address; ours says what kind of failure it was.
        return EngineUnreachable(f"Elasticsearch est injoignable ({type(error).__name__}).")
    if isinstance(error, ApiError):
        status, kind = _verdict(error)
        if status == 404 and kind == "index_not_found_exception":
            return IndexMissing("L’index Elasticsearch n’a pas encore été construit.")
        if status >= 500 or status in _NOBODY:
            return EngineUnreachable(f"Elasticsearch répond {status} ({kind[:200]}).")
        return EngineError(f"Elasticsearch a refusé la demande : {status} ({kind[:200]}).")
    return EngineError(f"Elasticsearch : {error}")


def _verdict(error: ApiError) -> tuple[int, str]:
    """Return the status and the kind of an error, also for one question among several."""
    body = error.body
    if error.meta.status == 200 and isinstance(body, dict) and "error" in body:
        kind = body["error"]
        return body.get("status", 500), kind.get("type", "") if isinstance(kind, dict) else str(kind)
    return error.meta.status, str(error.message)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn the errors of the client into those of the engines."""
    try:
        yield
    except (TransportError, ApiError) as error:
        raise translated(error) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # A proxy in front of it, or something else at its address, that answers beside the question.
        raise EngineUnreachable("Elasticsearch répond autre chose que prévu.") from error
