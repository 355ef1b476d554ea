"""The page: server time, requests a second against an empty endpoint, weight, start-up, memory under load.

Run: python benchmarks/page.py. Ratios, not absolute times, are what to compare between machines.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx

from hoofbeat.web.forms import controls_of
from hoofbeat.yaml_text import read_yaml

ROOT = Path(__file__).parents[1]
SECONDS = 3.0


OURS = (
    "from hoofbeat.web.app import create_app; from hoofbeat.web.serve import keep_loaded; "
    "app = create_app(); keep_loaded(); app.state.desk.warm()"
)
EMPTY = "from fastapi import FastAPI; app = FastAPI(); app.post('/empty')(lambda: {})"


@contextmanager
def served(made: str, port: int) -> Iterator[tuple[httpx.Client, int]]:
    """A client of an application served by a process of its own, and the id of that process."""
    code = f"{made}; import uvicorn; uvicorn.run(app, port={port}, log_level='error', access_log=False)"
    process = subprocess.Popen([sys.executable, "-c", code])
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    while True:
        try:
            client.get("/")
            break
        except httpx.TransportError:
            time.sleep(0.05)
    try:
        yield client, process.pid
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(process: int) -> float:
    """What a process has used of the processor: the measure that other work on the machine changes least."""
    parts = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(process: int) -> int:
    """The most memory a process has held."""
    line = next(x for x in Path(f"/proc/{process}/status").read_text().splitlines() if x.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def rate(send: Callable[[], httpx.Response]) -> float:
    """Requests a second, one after the other on one connection, best of three runs."""
    best = 0.0
    for _ in range(3):
        count, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < SECONDS / 3:
            assert send().status_code == 200
            count += 1
        best = max(best, count / (time.perf_counter() - begun))
    return best


def median_ms(send: Callable[[int], httpx.Response], times: int) -> float:
    taken = []
    for number in range(times):
        begun = time.perf_counter()
        assert send(number).status_code == 200
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def startup() -> float:
    """Seconds from starting Python to the first page, the knowledge already compiled."""
    code = (
        "from fastapi.testclient import TestClient; from hoofbeat.web.app import create_app; "
        "assert TestClient(create_app()).get('/').status_code == 200"
    )
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


KEYSTROKES = """async () => {
  const field = document.getElementById("field-ki67_percent"), shown = [], painted = [];
  for (let n = 0; n < 40; n++) {
    performance.clearMarks("advice-shown");
    const begun = performance.now();
    field.value = String(3.1 + n * 0.37);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    while (!performance.getEntriesByName("advice-shown").length) await new Promise((done) => setTimeout(done, 1));
    shown.push(performance.getEntriesByName("advice-shown")[0].startTime - begun);
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    painted.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 60));
  }
  return [shown, painted];
}"""


def keystroke(address: str) -> dict[str, float]:
    """Milliseconds from a keystroke, each a new case, until the advice is in the page and until it is painted."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{address}/?for=clinician&example=pancreas-g2-bulky")
        page.wait_for_load_state("networkidle")
        shown, painted = page.evaluate(KEYSTROKES)
        browser.close()
    return {"in_page": round(statistics.median(shown), 1), "painted": round(statistics.median(painted), 1)}


def weight(client: httpx.Client, path: str) -> dict[str, int]:
    """Bytes of a page with its scripts and styles, plain and compressed."""
    files = [client.get(path).content]
    files += [p.read_bytes() for p in (ROOT / "src/hoofbeat/web/static").iterdir() if p.suffix in (".css", ".js")]
    return {"plain": sum(map(len, files)), "compressed": sum(len(gzip.compress(f, 3)) for f in files)}


def measured(ours: httpx.Client, process: int, empty: httpx.Client) -> dict[str, object]:
    case = read_yaml((ROOT / "examples" / "pancreas-g2-bulky.yaml").read_bytes(), "case")
    form = {"content-type": "application/x-www-form-urlencoded"}

    def body(ki67: float) -> str:
        raw = controls_of({**case, "ki67_percent": ki67}).raw
        return urlencode([(k, v) for k, texts in raw.items() for v in texts])

    def fragment(ki67: float) -> httpx.Response:
        return ours.post("/advise/fragment?for=clinician", content=body(ki67), headers=form)

    def advise(ki67: float) -> httpx.Response:
        return ours.post("/api/advise", json={"case": {**case, "ki67_percent": ki67}})

    fragment(17)
    numbers = iter(range(1, 10_000_000))
    new = median_ms(lambda n: fragment(3 + n * 0.25), 60)
    again = median_ms(lambda n: fragment(17), 60)
    used = cpu_seconds(process)
    answered = median_ms(lambda n: advise(10 + next(numbers) / 1e6), 100)
    used = cpu_seconds(process) - used
    bare = rate(lambda: empty.post("/empty", json={"case": case}))
    kept = rate(lambda: advise(17))
    fresh = rate(lambda: advise(10 + next(numbers) / 1e6))
    return {
        "api_advise_ms_new_case": round(answered, 1),
        "api_advise_cpu_ms_new_case": round(used * 1000 / 100, 1),
        "advice_panel_ms_new_case": round(new, 1),
        "advice_panel_ms_case_seen_before": round(again, 1),
        "keystroke_ms": keystroke(str(ours.base_url).rstrip("/")),
        "api_advise_share_of_empty_seen_before": round(kept / bare, 2),
        "api_advise_share_of_empty_new_cases": round(fresh / bare, 3),
        "empty_requests_a_second": round(bare),
        "page_bytes_empty": weight(ours, "/?for=clinician"),
        "page_bytes_with_advice": weight(ours, "/?for=clinician&example=pancreas-g2-bulky"),
        "memory_mb_under_load": memory_mb(process),
    }


def main() -> None:
    with served(OURS, 8471) as (ours, process), served(EMPTY, 8472) as (empty, _):
        shown = measured(ours, process, empty)
    shown["startup_seconds"] = round(startup(), 2)
    shown["load_of_the_machine"] = round(os.getloadavg()[0], 1)
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
