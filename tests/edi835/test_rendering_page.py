"""The rendered page, opened in a browser: at a desk, on a phone, in the dark, on paper. Skipped where there is no Chromium."""

from decimal import Decimal

import pytest

import edi835
from corpus import example
from edi_claims import (
    Adjustment,
    ClaimPayment,
    Payer,
    Person,
    PersonName,
    Procedure,
    Provider,
    ProviderAdjustment,
    Reference,
    Remittance,
    ServicePayment,
)
from edi_claims.pages.shown import figure
from edi_testing.samples835 import sample_remittance_text
from pages import chromium, opener, seen

WIDTHS = pytest.mark.parametrize("width", [1280, 768, 360])


def widest():
    """Every kind of amount in one line, millions, numbers and names that have no place to break: as wide as a table gets."""
    codes = ("CO 45", "CO 253", "CO 104", "PR 1", "PR 2", "PR 3", "PR 96", "OA 23", "OA 133", "CO 197", "CO 97", "PI 94")
    taken = [Adjustment(*code.split(), Decimal("1234567.89")) for code in codes]
    charge = sum((one.amount for one in taken), Decimal("9876543.21"))
    line = ServicePayment(Procedure("99999", ("25", "59", "XE", "GA")), charge, Decimal("9876543.21"), adjustments=taken, line_control_number="L" * 50,
                          remarks=("N130",))
    person = Person(PersonName("W" * 60, "M" * 35), identifier=Reference("MI", "9" * 80))
    claims = [ClaimPayment("P" * 38, "1", charge, line.paid, services=[line], patient=person, payer_control_number="I" * 50)] * 2
    plb = [ProviderAdjustment("1234567893", None, "WO", "R" * 50, Decimal("-123456789.01"))]
    due = sum((one.paid for one in claims), Decimal("123456789.01"))
    return Remittance(due, "T" * 50, Payer("P", "X" * 60), Provider("1234567893", "Y" * 60), claims, plb)


def parsed(name):
    if name == "widest":
        return widest()
    return edi835.parse(sample_remittance_text(40, seed=5) if name == "many" else example(f"835-{name}"))[0]


PAGES = pytest.mark.parametrize("name", ["1-paid", "2-ecg-two-denials", "3a-reversal-forward", "4-secondary",
                                         "5-downcode-bundle-interest-takeback", "many", "widest"])


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a remittance's page."""
    with opener(browser, tmp_path) as open_page:
        yield lambda remittance, width=1280, **more: open_page(edi835.render(remittance, "html"), width, **more)


@WIDTHS
@PAGES
def test_the_page_never_scrolls_sideways(opened, name, width):
    page = opened(parsed(name), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = page.evaluate("[...document.querySelectorAll('h1, h2, h3, dt, dd, li, p, caption, .badge')].map(one => one.getBoundingClientRect())"
                          ".filter(box => box.width && box.right > 0 && (box.left < -1 || box.right > innerWidth + 1)).length")
    assert boxes == 0


@pytest.mark.parametrize("width", [1280, 360])
@PAGES
def test_headings_and_every_amount_are_visible(opened, name, width):
    remittance = parsed(name)
    page = opened(remittance, width)
    headings = [one.inner_text() for one in page.locator("h1, h2").all()]
    assert headings[0] == "Explanation of benefits"
    for heading in ("Totals", "How the payment adds up", *(f"Claim {one.patient_control_number}" for one in remittance.claims)):
        assert any(one.startswith(heading) for one in headings)
    text = seen(page).replace("$", "")
    for claim in remittance.claims:
        for amount in (claim.charge, claim.paid, *(one.amount for one in claim.all_adjustments), *(one.charge for one in claim.services)):
            assert figure(amount) in text
    for one in remittance.provider_adjustments:
        assert figure(one.amount) in text


@pytest.mark.parametrize("width", [1280, 360])
def test_every_figure_of_a_table_says_what_it_is(opened, width):
    """At a desk by the head of its column, on a phone by the label in front of it."""
    page = opened(parsed("1-paid"), width)
    heads = page.locator(".lines thead th").all_inner_texts()
    assert heads == ["Day", "Service", "Charge", "Allowed", "Paid", "Contractual", "Deductible", "Coinsurance", "Copay"]
    label = page.evaluate("getComputedStyle(document.querySelector('.lines td.n'), '::before').content")
    assert (label == '"Charge"') == (width == 360)
    rows = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="99214-25"))
    assert rows.count() == 1
    assert [one for one in rows.get_by_role("cell").all_inner_texts() if one.strip()][-1].endswith("25.00")


def test_links_lead_to_the_claims(opened):
    page = opened(parsed("many"))
    page.get_by_role("link", name="S0000030").click()
    box = page.locator("section.claim", has_text="S0000030").bounding_box()
    assert -1 < box["y"] < 800


def test_landmarks(opened):
    page = opened(parsed("3a-reversal-forward"))
    for role in ("banner", "main", "navigation", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.title() == "Payment RA70003"
    assert page.get_by_role("table").count() == 5
    assert page.get_by_role("region", name="Claim A3002").count() == 1


@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_dark_where_the_reader_wants_it_dark(opened, width):
    color = "getComputedStyle(document.body).backgroundColor"
    assert opened(parsed("1-paid"), width, color_scheme="light").evaluate(color) == "rgb(255, 255, 255)"
    dark = opened(parsed("1-paid"), width, color_scheme="dark")
    assert dark.evaluate(color) == "rgb(20, 24, 28)"
    assert dark.evaluate("getComputedStyle(document.body).color") == "rgb(233, 237, 240)"


def test_it_needs_no_script(opened):
    page = opened(parsed("5-downcode-bundle-interest-takeback"), java_script_enabled=False)
    assert "SUPPLEMENT LIFE decides about $25.44 next" in page.text_content("main")


def test_it_prints_on_letter_paper_a_claim_a_page(opened):
    page = opened(parsed("3a-reversal-forward"), color_scheme="dark")
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type /Page\n") == 4
    assert b"/MediaBox [0 0 612 792]" in paper
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_nothing_is_cut_off_on_paper(opened):
    page = opened(widest())
    page.set_viewport_size({"width": 700, "height": 900})           # letter less its margins
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= 700


def test_a_hostile_name_runs_nothing(opened):
    [remittance] = edi835.parse(example("835-1-paid").replace("EXAMPLE HEALTH PLAN", "<script>document.title = 'taken'</script>"))
    page = opened(remittance)
    assert page.title() == "Payment EFT70001"
    assert "<script>document.title = 'taken'</script> to RIVERBEND" in seen(page)
