"""The whole task in a real browser: by mouse, by keyboard, as clinician and patient, on a phone, in the dark, printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.barriers import violations
from tests.web.page_list import PAGES, READERS

EXAMPLES = ("pancreas-g2-bulky", "colon-carcinoma", "small-bowel-g1")


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose every error and every breach of the content policy fails the test."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: wrong.append(m.text) if m.type == "error" and "422" not in m.text else None)
    yield page
    context.close()
    assert wrong == []


def opened(page: Page, path: str) -> Page:
    """Opens a page; where a case is on it, waits until its scripts have shown the advice."""
    page.goto(path)
    if "example=" in path or "#f=" in path:
        page.wait_for_load_state("networkidle")
    return page


def test_a_clinician_gets_advice_while_typing(tab: Page) -> None:
    opened(tab, "/?for=clinician")
    tab.select_option("#field-primary_site", "pancreas")
    tab.select_option("#field-differentiation", "well")
    tab.select_option("#field-extent", "metastatic")
    tab.fill("#field-ki67_percent", "17")
    expect(tab.locator(".verdict .label")).to_contain_text("grade 2")
    expect(tab.locator("#status")).to_contain_text("could change this")
    expect(tab.locator("[data-beside=ki67_percent] .pitfall").first).to_be_visible()
    tab.fill("#field-ki67_percent", "35")
    expect(tab.locator(".verdict .label")).to_contain_text("grade 3")
    tab.click("#undo")
    expect(tab.locator("#field-ki67_percent")).to_have_value("17")
    expect(tab.locator(".verdict .label")).to_contain_text("grade 2")


def test_a_missing_fact_leads_to_its_field(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    link = tab.locator(".establish [data-go]").first
    field = link.get_attribute("data-go")
    link.click()
    expect(tab.locator(f"#field-{field}")).to_be_focused()


def test_a_source_opens_beside_its_sentence_and_escape_closes_it(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    chip = tab.locator(".verdict .cite > summary").first
    chip.focus()
    tab.keyboard.press("Enter")
    slip = tab.locator(".verdict .cite[open] .slip").first
    for part in ("Place", "Published", "Review"):
        expect(slip).to_contain_text(part)
    tab.keyboard.press("Escape")
    expect(slip).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_case_lives_in_the_fragment_and_never_in_a_request(tab: Page) -> None:
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    opened(tab, "/?for=clinician")
    tab.select_option("#field-primary_site", "thymus")
    expect(tab.locator(".verdict")).to_be_visible()
    assert "f=primary_site:thymus" in tab.url
    assert not any("thymus" in url.split("#")[0] for url in sent)
    link = tab.url
    opened(tab, "/about")
    opened(tab, link)
    expect(tab.locator("#field-primary_site")).to_have_value("thymus")
    expect(tab.locator(".verdict")).to_be_visible()


def test_an_old_link_offers_both_and_a_damaged_one_says_so(tab: Page) -> None:
    opened(tab, "/?for=clinician#f=primary_site:pancreas;ki67_percent:17;differentiation:well&v=2022-01-01.00000000")
    expect(tab.locator("#notice")).to_contain_text("knowledge of 2022-01-01")
    tab.click("#notice button >> nth=0")
    expect(tab.locator(".review-line")).to_contain_text("As of 2022-01-01")
    tab.click("#notice button >> nth=1")
    expect(tab.locator(".review-line")).not_to_contain_text("As of 2022-01-01")
    tab.goto("/about")
    opened(tab, "/?for=clinician#f=grade_of_joy:9")
    expect(tab.locator("#notice")).to_contain_text("This link cannot be used")


def test_what_stands_open_is_kept_in_the_link_and_through_a_change(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    tab.click("#more-sources > summary")
    tab.click("#differ-1 > summary")
    tab.wait_for_function("() => location.hash.includes('more-sources') && !location.hash.includes('differ-1')")
    tab.fill("#field-ki67_percent", "18")
    tab.wait_for_function("() => location.hash.includes('ki67_percent:18')")
    link = tab.url
    opened(tab, "/about")
    opened(tab, link)
    expect(tab.locator("#more-sources li").first).to_be_visible()
    expect(tab.locator("#differ-1 .side").first).to_be_hidden()


def test_a_wrong_value_is_said_beside_its_field_and_the_rest_waits(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=colon-carcinoma")
    tab.fill("#field-ki67_percent", "900")
    expect(tab.locator("#field-ki67_percent-problem")).to_contain_text("not allowed")
    expect(tab.locator("#field-ki67_percent")).to_have_attribute("aria-invalid", "true")
    expect(tab.locator(".answer")).to_have_class("answer waiting")
    tab.fill("#field-ki67_percent", "80")
    expect(tab.locator(".answer")).to_have_class("answer")


def test_a_value_of_the_what_if_table_can_be_tried(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    tab.locator("[data-set=ki67_percent]").last.click()
    expect(tab.locator(".verdict .label")).to_contain_text("grade 3")


def test_an_earlier_treatment_can_be_added(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=small-bowel-g1")
    tab.locator("#given input[list]").first.fill("octreotide")
    expect(tab.locator("[name='prior_treatments.state'][value=listed]")).to_be_checked()
    expect(tab.locator("#advice")).to_contain_text("was given before")
    tab.click("#add-given")
    assert tab.locator("#given li").count() == 3


def test_a_patient_does_the_whole_task(tab: Page) -> None:
    opened(tab, "/")
    tab.click("text=Patient or carer")
    tab.wait_for_load_state("networkidle")
    expect(tab.locator(".urgent")).to_be_in_viewport()
    tab.select_option("#field-primary_site", "small_bowel")
    tab.select_option("#field-differentiation", "well")
    tab.select_option("#field-extent", "metastatic")
    tab.fill("#field-ki67_percent", "2")
    expect(tab.locator(".verdict")).to_contain_text("Your team")
    expect(tab.locator(".cards")).not_to_contain_text("median")
    tab.locator("input[name=figures]").check()
    expect(tab.locator(".cards")).to_contain_text("How long people live")
    with tab.context.expect_page() as sheet:
        tab.click("text=Sheet for the patient")
    expect(sheet.value.locator("main")).to_contain_text("Questions to ask")
    tab.reload()
    tab.wait_for_load_state("networkidle")
    expect(tab.locator("#field-ki67_percent")).to_have_value("2")


def test_the_reader_is_asked_once_and_remembered(tab: Page) -> None:
    opened(tab, "/")
    expect(tab.locator(".ask")).to_be_visible()
    tab.click("text=Doctor, nurse or other professional")
    opened(tab, "/glossary")
    tab.wait_for_url("**for=clinician**")
    expect(tab.locator(".ask")).to_have_count(0)


def test_switching_the_reader_keeps_the_case(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=colon-carcinoma")
    tab.click("[data-switch=patient]")
    tab.wait_for_load_state("networkidle")
    expect(tab.locator("#field-primary_site")).to_have_value("colon")
    expect(tab.locator(".urgent")).to_be_visible()


def test_the_whole_task_by_keyboard(tab: Page) -> None:
    opened(tab, "/?for=clinician")
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip")).to_be_focused()
    tab.keyboard.press("Enter")
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.id") == "field-primary_site":
            break
    tab.keyboard.type("pancreas")
    focused = []
    for _ in range(400):
        tab.keyboard.press("Tab")
        focused.append(tab.evaluate("document.activeElement.id || document.activeElement.className"))
        if focused[-1] == "field-ki67_percent":
            tab.keyboard.type("17")
        if focused[-1] == "field-extent":
            tab.keyboard.type("metastatic")
        if focused[-1] == "show":
            break
    assert "show" in focused
    expect(tab.locator(".establish")).to_be_visible()
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("!!document.activeElement.closest('.establish')"):
            break
    field = tab.evaluate("document.activeElement.dataset.go")
    tab.keyboard.press("Enter")
    expect(tab.locator(f"#field-{field}")).to_be_focused()


def test_what_has_the_focus_is_seen(tab: Page) -> None:
    opened(tab, "/?for=patient&example=colon-carcinoma")
    hidden = []
    for _ in range(60):
        tab.keyboard.press("Tab")
        seen = tab.evaluate("""() => {
            const e = document.activeElement, r = e.getBoundingClientRect();
            if (e.closest('.urgent, .skip') || r.width === 0) return true;
            const top = document.elementFromPoint(r.x + Math.min(r.width, innerWidth) / 2, r.y + r.height / 2);
            return !!top && (e.contains(top) || top.contains(e) || !!top.closest('label')); }""")
        if not seen:
            hidden.append(tab.evaluate("document.activeElement.outerHTML.slice(0, 100)"))
    assert hidden == [], hidden


def for_reader(path: str, reader: str) -> str:
    return path if "for=" in path else f"{path}{'&' if '?' in path else '?'}for={reader}"


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_on_any_page_light_dark_or_at_320_pixels(
    browser: Browser, address: str, reader: str, part: int
) -> None:
    size = {"width": 1280, "height": 900}
    context = browser.new_context(base_url=address, viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    found = {}
    for path in PAGES[part::4]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        opened(page, for_reader(path, reader))
        wrong = violations(page)
        page.emulate_media(color_scheme="dark")
        wrong += violations(page, "color-contrast")
        page.set_viewport_size({"width": 320, "height": 640})
        wrong += violations(page)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wrong.append(f"{width} pixels wide at 320")
        if wrong:
            found[path] = wrong
    context.close()
    assert found == {}, found


def test_axe_finds_nothing_when_everything_is_open_or_wrong(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert violations(tab) == []
    tab.fill("#field-ki67_percent", "many")
    expect(tab.locator("#field-ki67_percent-problem")).to_be_visible()
    assert violations(tab) == []
    opened(tab, "/about")
    assert violations(tab) == []


def test_at_200_percent_the_task_still_works(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = opened(context.new_page(), "/?for=clinician&example=colon-carcinoma")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.locator(".jump a").last.click()
    expect(page.locator(".establish")).to_be_in_viewport()
    context.close()


def test_text_may_be_spaced_out_without_loss(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    tab.evaluate("""() => { const s = new CSSStyleSheet();
        s.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }');
        document.adoptedStyleSheets = [s]; }""")
    clipped = tab.evaluate("""() => [...document.querySelectorAll('button, .pills span, .chip, td, dd')]
        .filter(e => e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).display !== 'inline' && e.offsetParent)
        .map(e => e.outerHTML.slice(0, 80))""")
    assert clipped == []


def test_every_target_is_at_least_24_pixels(tab: Page) -> None:
    for path in ("/?for=clinician&example=pancreas-g2-bulky", "/evidence/pool?treatment=captem&for=patient"):
        opened(tab, path)
        small = tab.evaluate("""() => [...document.querySelectorAll('button, summary, input, select, nav a, .tabs a, .pills label')]
            .filter(e => e.offsetParent && !e.closest('.pills label') || e.matches('.pills label'))
            .filter(e => !e.matches('.pills input') && e.offsetParent)
            .filter(e => !e.matches('input[type=radio], input[type=checkbox]') || !e.closest('label'))
            .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 80)])
            .filter(([r]) => r.width > 2 && (r.height < 24 || r.width < 24)).map(([r, h]) => h)""")
        assert small == []


def test_without_scripts_the_main_task_works(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?for=clinician")
    page.select_option("#field-primary_site", "colon")
    page.select_option("#field-morphology", "nec_large_cell")
    page.select_option("#field-extent", "metastatic")
    page.click("#show")
    expect(page.locator(".verdict .label")).to_contain_text("carcinoma")
    page.locator(".cite > summary:visible").first.click()
    expect(page.locator(".slip:visible").first).to_contain_text("Published")
    context.close()


def test_motion_is_left_out_for_those_who_ask(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = opened(context.new_page(), "/?for=clinician&example=colon-carcinoma")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    context.close()
    assert moving == 0


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("sheet", ["board", "patient"])
def test_each_sheet_is_one_page_of_a4(browser: Browser, address: str, sheet: str, example: str) -> None:
    context = browser.new_context(base_url=address)
    page = opened(context.new_page(), f"/?for=clinician&example={example}")
    with context.expect_page() as new:
        page.click(f"button[formaction*='print/{sheet}']")
    new.value.wait_for_load_state("networkidle")
    printed = new.value.pdf(prefer_css_page_size=True)
    context.close()
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") + printed.count(b"/Type /Page/") == 1


def test_the_map_keeps_the_case_and_lights_its_place(tab: Page) -> None:
    opened(tab, "/?for=clinician&example=pancreas-g2-bulky")
    expect(tab.locator(".verdict")).to_be_visible()
    tab.locator(".top nav a", has_text="Pathway map").click()
    expect(tab.locator(".cell.here")).to_have_count(1)
    tab.locator(".top nav a", has_text="Advise").click()
    expect(tab.locator("#field-ki67_percent")).to_have_value("17")


def test_an_editor_signs_on_the_page(tab: Page) -> None:
    opened(tab, "/review/treatment/everolimus?for=clinician")
    tab.fill("#by", "Ada Grey, oncologist")
    tab.click("button[value=start]")
    expect(tab.locator(".status")).to_have_text("under review")
    tab.fill("#by", "Ada Grey, oncologist")
    tab.click("button[value=approve]")
    expect(tab.locator(".status")).to_have_text("approved")
