"""How a treatment is given, on its page: tables and chips for clinicians, plain words without doses for patients."""

from __future__ import annotations

import re

import httpx
import pytest

from hoofbeat.knowledge import Knowledge

DOSE = re.compile(r"\d\s*(?:mg/m2|mg/kg|mg|GBq|micrograms)\b|AUC \d")


def test_clinicians_see_the_cycle_the_doses_and_where_they_were_read(page: httpx.Client) -> None:
    shown = page.get("/records/treatment/captem?for=clinician").text
    assert "Check your local protocol. This is not a prescription." in shown
    assert shown.count("Check your local protocol") == 2, "once above each of its two schedules"
    for words in (
        "750 mg/m2",
        "200 mg/m2",
        "days 1-14, twice a day",
        "Cycle of 28 days",
        "Dose limits",
        "What is watched",
    ):
        assert words in shown
    table = shown.split('aria-label="Drugs and doses')[1].split("</table>")[0]
    rows = re.findall(r"<tr>.*?</tr>", table.split("<tbody>")[1], re.DOTALL)
    assert rows
    assert all('class="chip"' in row and "Place" in row and "read as" in row for row in rows)


def test_sources_that_differ_and_what_was_not_seen_are_said(page: httpx.Client) -> None:
    assert "sources differ" in page.get("/records/treatment/dacarbazine").text
    unseen = page.get("/records/treatment/streptozocin-doxorubicin").text
    table = unseen.split('aria-label="Drugs and doses')[1].split("</table>")[0]
    assert table.count("not seen") == 2
    assert not DOSE.search(table)


@pytest.mark.parametrize("path", ["treatment/captem", "regimen/regimen-captem", "treatment/cisplatin-etoposide", "treatment/octreotide"])  # fmt: skip
def test_patients_read_how_it_is_given_without_doses(page: httpx.Client, path: str) -> None:
    shown = page.get(f"/records/{path}?for=patient").text
    assert "How it is given" in shown
    assert not DOSE.search(re.sub(r"<[^>]+>", " ", shown))


def test_every_regimen_has_a_page_for_either_reader(page: httpx.Client, knowledge: Knowledge) -> None:
    for name, regimen in knowledge.regimens.items():
        shown = page.get(f"/records/regimen/{name}?for=clinician")
        assert shown.status_code == 200
        assert all(d.printed in shown.text for c in regimen.components for d in c.doses)
        plain = page.get(f"/records/regimen/{name}?for=patient")
        assert plain.status_code == 200
        assert not DOSE.search(re.sub(r"<[^>]+>", " ", plain.text)), name


def test_a_class_leads_to_its_members(page: httpx.Client) -> None:
    assert 'href="/records/treatment/lutetium-dotatate' in page.get("/records/treatment/prrt").text


def test_the_json_twin_has_every_dose_with_its_place(page: httpx.Client) -> None:
    body = page.get("/api/records/treatment/captem").json()
    assert [g["id"] for g in body["regimens"]] == ["regimen-captem", "regimen-captem-divided"]
    doses = [d for g in body["regimens"] for c in g["components"] for d in c["doses"]]
    assert all(d["source"] and d["at"] and d["amount"] for d in doses)
    assert page.get("/api/records/treatment/prrt").json()["regimens"] == []
    assert page.get("/api/records/regimen/regimen-captem").json()["record"]["treatment"] == "captem"
