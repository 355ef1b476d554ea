"""Patient pages read at grade 8 or lower, the names of treatments and diseases masked."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
import pytest

from hoofbeat.knowledge import Knowledge

HIGHEST_GRADE = 8.0
SKIPPED = {
    "script",
    "style",
    "nav",
    "datalist",
    "option",
    "svg",
    "header",
    "footer",
    "label",
    "legend",
    "dt",
    "summary",
    "button",
}
BLOCKS = {"p", "li", "dd", "td", "h1", "h2", "h3", "h4", "div", "section", "caption", "ul", "ol", "th", "tr"}


class Reader(HTMLParser):
    """The running text of a page, a sentence at least for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.skipping = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SKIPPED:
            self.skipping += 1
        elif tag in BLOCKS:
            self.parts.append(". ")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipping -= 1
        elif tag in BLOCKS:
            self.parts.append(". ")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.parts.append(data)


def syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end not counted; at least one."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def grade(text: str, masked: set[str]) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid et al. 1975)."""
    sentences = [s for s in re.split(r"[.!?:;]+(?:\s|$)", text) if re.search(r"[a-zA-Z]{2}", s)]
    words = [w for s in sentences for w in re.findall(r"[a-zA-Z']+", s.lower())]
    count = sum(1 if w in masked else syllables(w) for w in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * count / len(words) - 15.59


@pytest.fixture(scope="session")
def masked(knowledge: Knowledge) -> set[str]:
    names = [n for t in knowledge.records("treatment").values() for n in (t.name, *t.aliases)]
    names += [n for t in knowledge.records("term").values() for n in (t.term, *t.aliases)]
    names += [n for o in knowledge.records("organization").values() for n in (o.name, o.country)]
    return {w.lower() for n in names for w in re.findall(r"[A-Za-z']+", n) if len(w) > 3}


def text_of(html: str) -> str:
    main = html.split('<main id="main"')[1].split("</main>")[0]
    reader = Reader()
    reader.feed("<main" + main)
    return " ".join("".join(reader.parts).split())


@pytest.mark.parametrize("path", ["/", "/?example=pancreas-g2-bulky", "/?example=colon-carcinoma", "/?example=small-bowel-g1",
    "/records/treatment/captem", "/records/treatment/prrt", "/records/treatment/cisplatin-etoposide", "/urgent", "/support", "/about",
    "/evidence/pool?treatment=captem&view=sentence", "/evidence/pool?treatment=captem&view=people", "/pathway", "/glossary"])  # fmt: skip
def test_a_patient_page_reads_at_grade_eight_or_lower(page: httpx.Client, masked: set[str], path: str) -> None:
    html = page.get(path + ("&" if "?" in path else "?") + "for=patient").text
    assert grade(text_of(html), masked) <= HIGHEST_GRADE


def test_the_patient_sheet_reads_at_grade_eight_or_lower(page: httpx.Client, masked: set[str]) -> None:
    pairs = [
        ("primary_site", "pancreas"),
        ("differentiation", "well"),
        ("ki67_percent", "17"),
        ("extent", "metastatic"),
    ]
    headers = {"content-type": "application/x-www-form-urlencoded"}
    html = page.post("/advise/print/patient", content=urlencode(pairs), headers=headers).text
    assert grade(text_of(html.replace('class="sheet', 'class="')), masked) <= HIGHEST_GRADE


def test_the_measure_tells_easy_from_hard() -> None:
    easy, hard = (
        "The cat sat on the mat. It was glad.",
        "Multidisciplinary consideration necessitates comprehensive evaluation.",
    )
    assert grade(easy, set()) < 3 < 15 < grade(hard, set())
