"""The statement as text and as a page: what a patient reads, and how it looks in a browser. The browser's part is skipped where there is none."""

import re
from datetime import date
from decimal import Decimal as D

import attrs
import pytest

import edi835
import edi837
from books import SENT, claim, line, paid, payment, remittance
from corpus import example
from edi_claims import Coverage, Payer
from pages import Reader, chromium, contrast, opener, palettes, seen
from revenue_cycle import Ledger
from revenue_cycle.statements import PatientStatement, render, statement, statements

DAY = date(2026, 12, 1)
SECONDARY = Coverage(Payer("SUP01", "SUPPLEMENT LIFE"), "SUP777001", sequence="S", filing_indicator="CI", group_number="SG1")
BOTH = pytest.mark.parametrize("how", ["text", "html"])


def chain(*names, secondary=True):
    [sent] = edi837.parse(example("837p-1-primary"))
    books = Ledger()
    books.patient_payment("A1001", D(25), on=date(2026, 10, 12))
    books.submit([attrs.evolve(sent, coverages=(*sent.coverages, SECONDARY)) if secondary else sent], on=SENT)
    for name in names:
        books.post(edi835.parse(example(name))[0])
    return books.account("A1001")


def denied():
    books = Ledger()
    books.submit([claim("B1", [line("B1L1", "99213", "100"), line("B1L2", "93000", "150")])], on=SENT)
    books.post(remittance(payment("B1", [paid("B1L1", "99213", "100", "50", "CO-45", "20", "PR-2", "30"), paid("B1L2", "93000", "150", "0", "CO-50", "150")])))
    return books.account("B1")


def said(told, how, **more):
    """The words of a page, dots between a label and its amount left out."""
    page = render(told, how, **more)
    return " ".join(re.sub(r" \.{2,} ", " ", Reader(page).text if how == "html" else page).split())


@BOTH
def test_what_is_owed_and_how_it_came_to_that(how):
    text = said(statement(chain("835-1-paid", secondary=False), DAY), how, pay_by=date(2026, 12, 31))
    for part in ("You owe now $56.00", "Please pay by 12/31/2026.", "Your plans paid $129.00", "Visit of 10/12/2026", "99214-25", "copay 25.00",
                 "deductible 50.00, coinsurance 6.00", "Copay: 99214-25 $25.00", "Deductible: 93000 $50.00", "Coinsurance: 93000 $6.00",
                 "Paid at the visit, 10/12/2026 -$25.00", "To pay now $56.00"):
        assert part.lower() in text.lower()
    assert "Not billed" not in text


@BOTH
def test_with_a_secondary_nothing_is_asked_for(how):
    text = said(statement(chain("835-1-paid"), DAY), how, pay_by=date(2026, 12, 31))
    for part in ("You owe now $0.00", "Nothing is to be paid now.", "25.00 waits for your other plan", "56.00 waits for your other plan",
                 "Your other plan decides about this next. You owe nothing for it now. $81.00"):
        assert part in text
    assert "Please pay" not in text
    assert re.search(r"Paid ahead \(?\s?stays until your plans have decided\)? \$25\.00|Paid ahead \$25\.00 stays", text)


@BOTH
def test_a_credit_goes_back(how):
    text = said(statement(chain("835-1-paid", "835-4-secondary"), DAY), how)
    for part in ("You owe now $0.00", "Goes back to you $14.00", "EXAMPLE HEALTH PLAN paid", "SUPPLEMENT LIFE paid", "Copay: 99214-25 $5.00"):
        assert part in text


@BOTH
def test_several_visits_with_the_callers_own_words(how):
    [both] = statements({"P-77": [denied(), chain("835-1-paid", "835-4-secondary")]}, DAY, names={"93000": "Heart tracing"})
    text = said(both, how, practice=["RIVERBEND CARDIOLOGY LLC"], recipient=["Dana Rowe", "1 Elm St"], note="Open until 5 pm.")
    for part in ("P-77", "12/01/2026", "You owe now $30.00", "Goes back to you $14.00", "Heart tracing", "93000", "RIVERBEND CARDIOLOGY LLC", "Dana Rowe",
                 "1 Elm St", "Open until 5 pm.", "150.00 refused, not yours to pay", "Your plan refused this, and you do not owe it. $150.00"):
        assert part in text


@BOTH
def test_nobody_is_named_unless_the_caller_does(how):
    text = render(statement(chain("835-1-paid"), DAY), how)
    assert not [word for word in ("ROWE", "DANA", "XYZ100200300", "SUP777001", "03/04/1971") if word in text.upper()]
    assert "<title>Statement</title>" in text or how == "text"


def test_more_was_paid_than_charged():
    told = attrs.evolve(statement(denied(), DAY), beyond=D(5))
    assert "More was paid for this visit than was charged." in said(told, "html")


def test_a_format_that_is_none():
    with pytest.raises(ValueError, match="text or html"):
        render(statement(denied(), DAY), "pdf")


def test_no_line_of_text_is_too_wide():
    assert max(map(len, render(widest(), practice=["W" * 250], note="N" * 300).splitlines())) <= 100


def test_the_page_is_one_sound_file_and_holds_what_is_sent_as_text():
    page = render(widest(), "html", note="<script>alert(1)</script>", recipient=["a <b>", "c"])
    found = Reader(page)
    assert not found.wrong
    assert not found.all("script")
    assert "<script>alert(1)</script>" in found.text
    assert not re.search(r"(src|href)=\"(?!#|data:,)", page)


def test_colors_have_contrast():
    for colors in palettes(render(statement(denied(), DAY), "html")):
        for front, back in (("text", "back"), ("muted", "back"), ("muted", "panel"), ("bad", "back"), ("text", "panel")):
            assert contrast(colors[front], colors[back]) >= 4.5


def widest():
    """Three plans with long names, and millions."""
    told = statement(chain("835-1-paid", "835-4-secondary"), DAY)
    row = told.services[0]
    plan, amount = row.plans[0], D("1234567.89")
    plans = tuple(attrs.evolve(plan, sequence=place, plan=place * 60, amount=amount) for place in "PST")
    big = attrs.evolve(row, name="W" * 60, charge=amount, allowed=amount, plans=plans, adjusted=amount, waits=amount, share=amount)
    other = attrs.evolve(statement(denied(), DAY), services=(big, attrs.evolve(big, service_line=2)), lines=(attrs.evolve(told.lines[0], amount=amount),))
    return PatientStatement("P" * 40, DAY, (told, other))


# ---- in a browser

@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def opened(browser, tmp_path):
    with opener(browser, tmp_path) as open_page:
        yield open_page


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_the_page_never_scrolls_sideways(opened, width):
    page = opened(render(widest(), "html", practice=["X" * 80], recipient=["Y" * 80]), width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_owed_is_seen_without_scrolling(opened, width):
    page = opened(render(statement(chain("835-1-paid", secondary=False), DAY), "html"), width)
    box = page.get_by_text("$56.00").first.bounding_box()
    assert box["y"] + box["height"] <= 740
    assert "You owe now $56.00" in seen(page)


def test_landmarks(opened):
    page = opened(render(statement(denied(), DAY), "html"))
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("heading", level=1).inner_text() == "Statement"
    assert page.get_by_role("table").count() == 1


def test_it_prints_on_letter_paper(opened):
    page = opened(render(widest(), "html"), color_scheme="dark")
    assert b"/MediaBox [0 0 612 792]" in page.pdf(prefer_css_page_size=True)
    page.set_viewport_size({"width": 700, "height": 900})           # letter less its margins
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
