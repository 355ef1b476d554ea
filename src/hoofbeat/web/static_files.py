"""Scripts, styles and pictures: each under an address that holds the hash of its content, so that it is fetched once."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
WORKER = "worker.js"


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The files with the first part of the hash of each."""
    files = sorted(p for p in FOLDER.iterdir() if p.is_file())
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest()[:10] for p in files}


def static_path(name: str) -> str:
    """The address of a file."""
    return f"/static/{name}?v={versions()[name]}"


def worker_script(edition: str) -> str:
    """The script that keeps visited pages readable, for one edition of the knowledge and one state of the files."""
    state = hashlib.sha256(repr(versions()).encode()).hexdigest()[:10]
    return (FOLDER / WORKER).read_text(encoding="utf-8").replace("EDITION", f"{edition}-{state}")


class VersionedFiles(StaticFiles):
    """Files that a browser may keep for good when it asked for them by their hash."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, with how long it may be kept."""
        response = super().file_response(*args, **kwargs)
        scope = kwargs.get("scope") or args[2]
        if b"v=" in scope.get("query_string", b""):
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response
