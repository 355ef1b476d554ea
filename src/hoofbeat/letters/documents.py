"""The text of a letter that comes as text, as a Word document or as a PDF; anything else is refused with a reason."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from hoofbeat.errors import HoofbeatError, Problem
from hoofbeat.language.records import text_words
from hoofbeat.language.tokens import Document, fold

LARGEST = 20_000_000
"""Bytes of a file, and of what a Word document unpacks to."""
MOST_WORDS = 10_000
MOST_PAGES = 100
_READABLE = "Readable: text (UTF-8), .docx, .pdf with text."
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


class LetterError(HoofbeatError):
    """A letter that cannot be read: empty, too long, binary, a scan, damaged."""


def text_of(data: str | bytes, name: str = "letter") -> str:
    """The text of a letter.

    Raises:
        LetterError: when there is no text in it, it is too long, or it is in a form that cannot be read.
    """
    if isinstance(data, bytes):
        if len(data) > LARGEST:
            raise LetterError(Problem(name, f"is larger than {LARGEST // 1_000_000} MB."))
        data = _decoded(data, name)
    else:
        data = _text(data, name)
    if not data.strip():
        raise LetterError(Problem(name, "is empty.", "Give the text of a letter."))
    words = len(data.split())
    if words > MOST_WORDS:
        raise LetterError(
            Problem(
                name, f"has {words:,} words.", f"Allowed: up to {MOST_WORDS:,}; give the letter that states the facts."
            )
        )
    return data


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF"):
        return _pdf_text(data, name)
    if data.startswith(b"PK\x03\x04"):
        return _docx_text(data, name)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _western(data, name)
    return _text(text, name)


def _text(text: str, name: str) -> str:
    """The text itself, where it has no characters that only binary files have."""
    if any(ord(c) in _CONTROLS for c in text[:5000]):
        raise LetterError(Problem(name, "is a binary file, not text.", _READABLE))
    return text


def _western(data: bytes, name: str) -> str:
    """Text in the older western encoding; bytes that are mostly no letters are no text."""
    text = data.decode("cp1252", errors="replace")
    plain = sum(c.isascii() and (c.isprintable() or c.isspace()) for c in text)
    if "\ufffd" in text or plain < 0.9 * len(text):
        raise LetterError(Problem(name, "is not text.", _READABLE))
    return text


def _docx_text(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "word/document.xml" not in archive.namelist():
                raise LetterError(Problem(name, "is an archive, not a Word document.", _READABLE))
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise LetterError(Problem(name, f"unpacks to more than {LARGEST // 1_000_000} MB."))
    except (zipfile.BadZipFile, OSError):
        raise LetterError(Problem(name, "is a damaged file.", _READABLE)) from None
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_docx_lines(document))
    except Exception as error:  # the library raises many kinds for a damaged document
        raise LetterError(
            Problem(name, f"cannot be read as a Word document ({type(error).__name__}).", _READABLE)
        ) from None
    return "\n".join(lines)


def _docx_lines(document: object) -> Iterator[str]:
    """Headers first, then paragraphs and tables in their order; the cells of a row side by side."""
    for section in document.sections:  # type: ignore[attr-defined]
        for paragraph in section.header.paragraphs:
            if paragraph.text.strip():
                yield paragraph.text
    for block in document.iter_inner_content():  # type: ignore[attr-defined]
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = [cell.text.strip() for cell in row.cells]
                yield "\t".join(cell for at, cell in enumerate(cells) if at == 0 or cell != cells[at - 1])
            yield ""
        else:
            style = (block.style.name or "") if block.style is not None else ""
            yield f"- {block.text}" if style.startswith("List") else block.text


def _pdf_text(data: bytes, name: str) -> str:
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise LetterError(Problem(name, "is a PDF locked with a password."))
        if len(reader.pages) > MOST_PAGES:
            raise LetterError(Problem(name, f"has {len(reader.pages)} pages.", f"Allowed: up to {MOST_PAGES}."))
        text = "\n".join(page.extract_text() for page in reader.pages)
    except LetterError:
        raise
    except Exception as error:  # the library raises many kinds for a damaged document
        raise LetterError(Problem(name, f"cannot be read as a PDF ({type(error).__name__}).", _READABLE)) from None
    if not text.strip():
        raise LetterError(
            Problem(
                name, "is a PDF without text: a scan or a picture.", "Run text recognition on it, or paste the text."
            )
        )
    return unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=1)
def _small_words() -> dict[str, frozenset[str]]:
    return {language: frozenset(map(fold, words)) for language, words in text_words().languages.items()}


def language_of(document: Document) -> str:
    """The language a text is written in, by its small words; English where they do not tell."""
    counts = Counter(token.folded for token in document.tokens)
    score = {
        language: sum(counts[word] for word in counts.keys() & words) for language, words in _small_words().items()
    }
    best = max(score, key=lambda language: (score[language], language == "English"))
    letters = sum(len(token.folded) for token in document.tokens if token.folded.isalpha())
    latin = sum(len(token.folded) for token in document.tokens if token.folded.isalpha() and token.folded.isascii())
    if latin < 0.5 * letters:
        return "a language in another script"
    return best if score[best] > score["English"] * 1.2 and score[best] >= 4 else "English"
