"""The page of a coverage answer, opened in a browser: at a desk, on a phone, in the dark, on paper. Skipped where there is no Chromium."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import edi270_271
from corpus import EXAMPLES
from edi_claims import (
    Accumulator,
    Authorization,
    Benefit,
    BenefitLimit,
    CarveOut,
    Contact,
    CoverageAnswer,
    CoverageStatus,
    OtherPayer,
    PatientShare,
    Payer,
    Person,
    PersonName,
    PlanCoverage,
    Reference,
    Rejection,
    RelatedEntity,
    ShareStep,
)
from pages import chromium, opener, seen

WIDTHS = pytest.mark.parametrize("width", [1280, 768, 360])
DAY = date(2026, 11, 12)
PITFALLS = Path(__file__).parent / "pitfalls"
ASKED = {
    "98": (EXAMPLES / "271-1-active-ppo.edi", "98"), "73": (EXAMPLES / "271-1-active-ppo.edi", "73"), "therapy": (EXAMPLES / "271-2-dependent-pt.edi", "PT"),
    "inactive": (EXAMPLES / "271-3a-inactive-other-payer.edi", "30"), "refused": (EXAMPLES / "271-3b-aaa.edi", "30"),
    "dental": (EXAMPLES / "271-1-active-ppo.edi", "35"), "medicare": (PITFALLS / "09-more-than-one-plan.edi", "98"),
    "beneficiary": (PITFALLS / "19-qualified-medicare-beneficiary.edi", "98"), "elsewhere": (PITFALLS / "07-excluded-and-carved-out.edi", "MH")}


def widest():
    """Everything at once, with millions, and names and numbers that have no place to break."""
    long, amount = "W" * 60, Decimal("1234567.89")
    row = Benefit("C", "IND", ("98", "MH", "PT", "A" * 40), "PR", long, "23", amount, Decimal("0.2"), "VS", amount, "Y", "Y", messages=("M" * 60, "N" * 60))
    entity = RelatedEntity("VN", long, Reference("XX", "1" * 40), contacts=(Contact("", (("TE", "8" * 40),)),))
    other = OtherPayer(Payer("P" * 60, long, references=(Reference("1W", "9" * 50),)), "P", "C1", DAY, DAY, ("98", "MH"))
    figures = dict.fromkeys(("copay", "deductible", "deductible_remaining", "out_of_pocket", "out_of_pocket_remaining", "visits", "visits_remaining",
                             "spend_down"), amount)
    return CoverageAnswer(
        CoverageStatus.ACTIVE, DAY, "98", Payer("Q" * 60, "X" * 60), plan=long, group_number="G" * 50, begins=DAY, ends=DAY, coinsurance=Decimal("0.2"),
        **figures, authorization=Authorization.REQUIRED, other_payers=(other, other), primary_care_provider=entity, hints=("referral required", "H" * 70),
        evidence={"copay": row, "status": Benefit("1", service_types=("98",))}, reasons=("R" * 120, "referral: " + "S" * 80),
        rejections=(Rejection("subscriber", "72", "W"),), trace_number="T" * 50, plans=(PlanCoverage("PR", long, CoverageStatus.ACTIVE, DAY, DAY),) * 2,
        accumulators={f"{name}.{level}": Accumulator(amount, amount, amount) for name in ("deductible", "out_of_pocket") for level in ("individual", "family")},
        limits=(BenefitLimit("VS", "23", amount, amount, amount, ("98",)),), exclusions=(row,), carve_outs=(CarveOut(("MH",), "U", entity),),
        patient_may_be_billed=None)


def html(name):
    if name == "widest":
        share = PatientShare(Decimal(1), Decimal("1234567.89"), steps=(ShareStep("copay", Decimal(1), Decimal("1234567.89"), "Y" * 80),))
        patient = Person(PersonName("W" * 60, "M" * 35), DAY, identifier=Reference("MI", "9" * 80))
        return edi270_271.render(widest(), "html", patient=patient, estimate=share)
    path, service_type = ASKED[name]
    response = edi270_271.parse_271(path.read_text())[0]
    answer = edi270_271.answer(response, on=DAY, service_type=service_type)
    return edi270_271.render(answer, "html", response=response, estimate=edi270_271.estimate(answer, Decimal(600)), asked=date(2026, 11, 2))


PAGES = pytest.mark.parametrize("name", [*ASKED, "widest"])


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a named answer."""
    with opener(browser, tmp_path) as open_page:
        yield lambda name, width=1280, **more: open_page(html(name), width, **more)


@WIDTHS
@PAGES
def test_the_page_never_scrolls_sideways(opened, name, width):
    page = opened(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate("[...document.querySelectorAll('h1, h2, dt, dd, li, p, summary, .badge, .totals div')].map(one => one.getBoundingClientRect())"
                          ".filter(box => box.width && box.right > 0 && (box.left < -1 || box.right > innerWidth + 1)).length")
    assert boxes == 0


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
@pytest.mark.parametrize(("name", "parts"), [
    ("98", ["ACTIVE", "Office visit (98) on 11/12/2026"]), ("inactive", ["INACTIVE", "ended 08/31/2026", "bill it instead"]),
    ("refused", ["NOT ANSWERED", "Read the card again."]), ("therapy", ["ACTIVE", "Get the authorization before the service."]),
    ("beneficiary", ["ACTIVE", "Do not bill the patient"]), ("dental", ["NOT COVERED", "Tell the patient before the service"])])
def test_the_verdict_and_what_to_do_are_seen_without_scrolling(opened, name, parts, width, height):
    page = opened(name, width)
    for part in parts:
        box = page.get_by_text(part, exact=False).first.bounding_box()
        assert box["y"] + box["height"] <= height


def test_at_a_desk_the_figures_too_are_seen_without_scrolling(opened):
    page = opened("therapy")
    for label in ("Copay", "Deductible left", "Coinsurance", "Out-of-pocket left", "Authorization", "Referral", "Visits left"):
        box = page.locator(".totals div", has=page.locator("dt", has_text=label)).bounding_box()
        assert box["y"] + box["height"] <= 800


@pytest.mark.parametrize("width", [1280, 360])
def test_the_verdict_is_the_largest_word(opened, width):
    page = opened("refused", width)
    size = "one => parseFloat(getComputedStyle(one).fontSize)"
    largest = page.locator("h1").evaluate(size)
    others = page.evaluate(f"[...document.querySelectorAll('h2, p, dt, dd, li, td, summary')].map({size})")
    assert largest >= 1.4 * max(others)


def test_who_doubts_opens_the_rows_by_keyboard(opened):
    page = opened("98")
    rows = page.locator("details", has_text="The benefit rows behind each figure")
    assert "PRIMARY CARE VISIT" not in seen(page)
    rows.locator("summary").focus()
    page.keyboard.press("Enter")
    assert "PRIMARY CARE VISIT" in seen(page)


def test_what_is_folded_is_open_on_paper(opened):
    page = opened("98")
    assert "PRIMARY CARE VISIT" not in seen(page)
    page.emulate_media(media="print")
    assert "PRIMARY CARE VISIT" in seen(page)
    assert all(page.evaluate("[...document.querySelectorAll('details')].map(one => one.lastElementChild.getBoundingClientRect().height > 10)"))


def test_landmarks(opened):
    page = opened("medicare")
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.title() == "Coverage: active"
    assert page.get_by_role("region", name="What the patient pays").count() == 1
    assert page.get_by_role("region", name="To do").get_by_role("listitem").count() == 1


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["98", "inactive", "refused"])
def test_it_is_dark_where_the_reader_wants_it_dark(opened, name, width):
    color, box = "getComputedStyle(document.body).backgroundColor", "getComputedStyle(document.querySelector('.verdict')).backgroundColor"
    light, dark = opened(name, width, color_scheme="light"), opened(name, width, color_scheme="dark")
    assert (light.evaluate(color), dark.evaluate(color)) == ("rgb(255, 255, 255)", "rgb(20, 24, 28)")
    assert light.evaluate(box) != dark.evaluate(box)


@pytest.mark.parametrize("width", [1280, 360])
def test_every_cell_of_a_table_says_what_it_is(opened, width):
    """At a desk by the head of its column, on a phone by the label in front of it."""
    page = opened("inactive", width)
    label = page.evaluate("getComputedStyle(document.querySelector('.plain td'), '::before').content")
    assert (label == '"Amount"') == (width == 360)
    assert page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="SUNRISE ADVANTAGE")).count() == 1


def test_it_needs_no_script(opened):
    page = opened("refused", java_script_enabled=False)
    assert "Read the card again. Then ask again." in page.text_content("header")


def test_it_prints_on_letter_paper(opened):
    page = opened("therapy", color_scheme="dark")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 612 792]" in paper
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_nothing_is_cut_off_on_paper(opened):
    page = opened("widest")
    page.set_viewport_size({"width": 700, "height": 900})           # letter less its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
