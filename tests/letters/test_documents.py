from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoofbeat.knowledge import Knowledge
from hoofbeat.letters import LetterError, read_letter, text_of

LETTER = "58-year-old woman with a pancreatic NET, Ki-67 12 %."


def word_document(*paragraphs: str, table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(content: str) -> bytes:
    stream = content.encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += str(number).encode() + b" 0 obj\n" + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n" + str(start).encode() + b"\n%%EOF"


def test_text_word_and_pdf_give_the_same_case(knowledge: Knowledge) -> None:
    expected = {"primary_site": "pancreas", "morphology": "net", "ki67_percent": 12, "age_years": 58, "sex": "female"}
    as_pdf = pdf(f"BT /F1 12 Tf 72 720 Td ({LETTER}) Tj ET")
    for form in (
        LETTER,
        LETTER.encode(),
        "\ufeff".encode() + LETTER.encode(),
        LETTER.encode("utf-16"),
        word_document(LETTER),
        as_pdf,
    ):
        assert read_letter(form, knowledge).case == expected


def test_a_table_of_a_word_document_is_read_row_by_row(knowledge: Knowledge) -> None:
    data = word_document("Results", table=(("Test", "Result"), ("Ki-67", "12 %"), ("ECOG", "1")))
    assert read_letter(data, knowledge).case == {"ki67_percent": 12, "ecog": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        (b"", "empty"),
        (pdf("q 100 0 0 100 72 600 cm Q"), "without text"),
        (b"%PDF-1.4 broken", "cannot be read as a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not text"),
        (b"GIF89a\x01\x00\x01\x00\x00", "binary"),
        (b"PK\x03\x04 broken", "damaged"),
        ("word " * 10_001, "10,001 words"),
    ],
)
def test_what_is_no_letter_is_refused_with_the_reason(data: str | bytes, said: str) -> None:
    with pytest.raises(LetterError, match=said):
        text_of(data, "scan.pdf")


def test_an_archive_that_is_no_document_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", LETTER)
    with pytest.raises(LetterError, match="not a Word document"):
        text_of(out.getvalue())


def test_a_document_that_unpacks_to_something_huge_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    with pytest.raises(LetterError, match="unpacks"):
        text_of(out.getvalue())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Die Patientin hat ein neuroendokrines Karzinom des Pankreas mit Lebermetastasen und wurde mit Lanreotid behandelt.",
            "German",
        ),
        (
            "La patiente a une tumeur neuroendocrine du pancréas avec des métastases du foie et est sous traitement depuis deux ans.",
            "French",
        ),
        (
            "El paciente tiene un tumor neuroendocrino de páncreas con metástasis en el hígado y no ha sido tratado con quimioterapia.",
            "Spanish",
        ),
        ("Пациентка с нейроэндокринной опухолью поджелудочной железы и метастазами в печень.", "another script"),
    ],
)
def test_another_language_is_named_and_nothing_is_taken(knowledge: Knowledge, text: str, language: str) -> None:
    reading = read_letter(text, knowledge)
    assert reading.case == {}
    assert language in reading.warnings[0]


def test_a_telegraphic_english_note_is_english(knowledge: Knowledge) -> None:
    assert read_letter("58F, panNET, Ki67 12%, PS 1", knowledge).case["ki67_percent"] == 12


@settings(deadline=None)
@given(st.one_of(st.text(max_size=400), st.binary(max_size=400)))
def test_anything_is_read_or_refused_and_never_breaks(knowledge: Knowledge, data: str | bytes) -> None:
    try:
        reading = read_letter(data, knowledge)
    except LetterError:
        return
    assert all(reading.text[f.start : f.end] == f.words for f in reading.found)
