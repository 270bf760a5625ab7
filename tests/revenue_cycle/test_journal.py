"""A ledger kept as JSON lines is the same ledger; a damaged journal says where."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import edi835
import edi837
import edi_acks
from books import PLAN, PROFILES, SENT, SUPPLEMENT, paid, payment, remittance, visit
from corpus import example
from edi_acks.status import StatusResponse
from edi_claims import EdiError, Finding, Payer, PersonName, ProviderAdjustment, Receipt, Severity, from_json, to_json
from revenue_cycle import Entry, EntryKind, JournalError, Ledger, Source, journal
from revenue_cycle.entries import Acknowledged

ON = date(2026, 11, 2)


@pytest.fixture(scope="module")
def ledger():
    """Both kinds of everything that a ledger of examples can hold."""
    books = Ledger(PROFILES)
    with books.entering("PL", datetime(2026, 10, 20, 9, tzinfo=UTC)):
        books.patient_payment("A1001", D(25), on=date(2026, 10, 12))
        text = example("837p-1-primary")
        books.submit(edi837.parse(text), edi837.receipt(text), on=SENT)
    books.submit([visit("A2001"), visit("A2002"), visit("A3001"), visit("A5001", payers=(PLAN, SUPPLEMENT))], on=SENT)
    books.hold("A2002", "waits for a record", on=SENT)
    books.acknowledge(edi_acks.parse(example("277ca-mixed")), on=SENT)
    for name in ("835-1-paid", "835-2-ecg-two-denials", "835-0-before-3a", "835-3a-reversal-forward", "835-5-downcode-bundle-interest-takeback"):
        books.post(edi835.parse(example(name))[0])
    books.match_deposit("EFT70001", D(129), date(2026, 11, 3), reference="B1", by="PL")
    with books.entering("MK", datetime(2026, 12, 1, 9, tzinfo=UTC)):
        books.assign(next(one for one in books.suspense if one.patient_control_number == "A3002"), "A2002", date(2026, 12, 1), reason="by phone")
        books.write_off("A2001", D(150), "not supported by the record", on=date(2026, 12, 1))
    return books


def balances(books):
    return (list(books.accounts), books.suspense, books.deposits, books.owed_to_payer)


def test_what_was_saved_is_loaded_the_same(ledger, tmp_path):
    ledger.save(tmp_path / "ledger.jsonl")
    again = Ledger.load(tmp_path / "ledger.jsonl", PROFILES)
    assert again.entries == ledger.entries
    assert balances(again) == balances(ledger)
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.jsonl"], "nothing is left beside it"
    assert len((tmp_path / "ledger.jsonl").read_text().splitlines()) == len(ledger.entries)


def test_a_loaded_ledger_goes_on(ledger, tmp_path):
    ledger.save(tmp_path / "ledger.jsonl")
    again = Ledger.load(tmp_path / "ledger.jsonl", PROFILES)
    other = Ledger.replay(ledger.entries, PROFILES)
    for books in (again, other):
        books.submit([visit("A3003")], on=SENT)
        books.post(edi835.parse(example("835-3b-forward-applied"))[0])
    assert balances(again) == balances(other)
    assert again.post(edi835.parse(example("835-1-paid"))[0]).duplicates


def test_entries_are_added_behind_a_journal(ledger, tmp_path):
    path = tmp_path / "ledger.jsonl"
    for at in range(0, len(ledger.entries), 7):
        assert journal.append(ledger.entries[at:at + 7], path) == len(ledger.entries[at:at + 7])
    assert tuple(journal.read(path)) == ledger.entries


def test_a_journal_whose_last_line_lacks_its_end_is_whole_and_goes_on(ledger, tmp_path):
    path = tmp_path / "ledger.jsonl"
    journal.save(ledger.entries[:3], path)
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert len(list(journal.read(path))) == 3
    journal.append(ledger.entries[3:5], path)
    assert tuple(journal.read(path)) == ledger.entries[:5]


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_damaged_last_line_says_its_number_and_how_many_are_whole(ledger, tmp_path, cut):
    path = tmp_path / "ledger.jsonl"
    journal.save(ledger.entries[:4], path)
    path.write_bytes(path.read_bytes().rstrip(b"\n")[:-cut])
    seen = []
    with pytest.raises(JournalError) as error:
        seen.extend(journal.read(path))
    assert (error.value.line, error.value.whole, tuple(seen)) == (4, 3, ledger.entries[:3])
    assert "line 4" in str(error.value)
    assert "3 before it are whole" in str(error.value)
    assert isinstance(error.value, EdiError)
    before = path.read_bytes()
    with pytest.raises(JournalError):
        journal.append(ledger.entries[4:5], path)
    assert path.read_bytes() == before
    with pytest.raises(JournalError):
        Ledger.load(path)


@pytest.mark.parametrize("line", ["{", "[]", "null", '{"kind": "payment"}', '{"kind": "nonsense", "on": "2026-01-01"}', '{"kind": "payment", "on": "ZQXMARK"}',
                                  '{"kind": "payment", "on": "2026-01-01", "amount": "ZQXMARK"}', '{"kind": "payment", "on": "2026-01-01", "ZQXMARK": 1}'])
def test_a_line_that_is_no_entry_is_told_without_what_it_holds(tmp_path, line):
    path = tmp_path / "ledger.jsonl"
    path.write_text(to_json(Entry(EntryKind.HOLD, ON, claim="A1")) + "\n\n" + line + "\n")
    with pytest.raises(JournalError) as error:
        list(journal.read(path))
    assert (error.value.line, error.value.whole) == (3, 1)
    assert "ZQXMARK" not in str(error.value).replace('"ZQXMARK": 1', "")


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"\xff\xfe{}\n")
    with pytest.raises(JournalError, match="not UTF-8"):
        list(journal.read(path))


def test_a_journal_that_cannot_be_written_whole_leaves_the_old_one(ledger, tmp_path):
    path = tmp_path / "ledger.jsonl"
    journal.save(ledger.entries[:2], path)

    def broken():
        yield ledger.entries[0]
        raise RuntimeError
    with pytest.raises(RuntimeError):
        journal.save(broken(), path)
    assert tuple(journal.read(path)) == ledger.entries[:2]
    assert [one.name for one in tmp_path.iterdir()] == ["ledger.jsonl"]


def test_reading_keeps_no_more_than_one_entry(ledger, tmp_path):
    path = tmp_path / "ledger.jsonl"
    journal.save(ledger.entries, path)
    reading = journal.read(path)
    assert next(reading) == ledger.entries[0]
    reading.close()


# ---- every kind, there and back

NOUNS = {
    "submitted": visit("A1"), "decided": payment("A1", [paid("A1L1", "99214", "200", "120", "CO-45", "80")]), "receipt": Receipt("000000101"),
    "moved": ProviderAdjustment("1", date(2026, 12, 31), "L6", "X", D("-1.25")), "source": Source("835", "T1", "P1", 12, "d" * 8, "B1"),
    "payer": Payer("EX001", "PLAN"), "findings": (Finding("L013", Severity.WARNING, "x", expected=D(1), found=D("1.50")),),
    "acknowledged": Acknowledged(by="PR", statuses=("A7:164:IL",), charge=D("1.10"), proven_on=ON), "entered_at": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    "answer": StatusResponse("T1", patient_control_number="A1", payer_control_number="ICN1", patient=visit("A1").encounter.patient), "paid_on": ON, "produced_on": ON, "remarks": ("N115", "MA01"), "claims": ("A1", "A2"), "note": 'wörds \u2028 and lines\nand quotes"', "service_line": 3,
}


@pytest.mark.parametrize("kind", EntryKind)
@given(data=st.data())
@settings(deadline=None, max_examples=10)
def test_an_entry_of_every_kind_is_the_same_from_json(kind, data):
    chosen = data.draw(st.lists(st.sampled_from(sorted(NOUNS)), unique=True))
    entry = Entry(kind, ON, data.draw(st.decimals(-10**6, 10**6, places=2)), claim="A1", group="CO", reason="45", sequence="P", by="PL", method="exact",
                  **{name: NOUNS[name] for name in chosen})
    text = to_json(entry)
    assert "\n" not in text
    assert from_json(Entry, text) == entry


def test_every_field_of_an_entry_is_tried():
    plain = {"kind", "on", "amount", "claim", "group", "reason", "sequence", "by", "method"}
    texts = {"stage", "documentation", "payment_method", "bank_reference"}
    others = {field.name for field in attrs.fields(Entry)} - plain - texts - set(NOUNS)
    for name in others:
        assert attrs.fields_dict(Entry)[name].type in ("str", str), f"{name} is new: give it a value in NOUNS"


def test_an_entry_never_changes(ledger):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        ledger.entries[0].amount = D(1)
    with pytest.raises(AttributeError):
        ledger.entries.append(ledger.entries[0])


# ---- who did what

def test_the_trail_says_who_did_what_when_and_why(ledger):
    [written_off] = ledger.audit(claim="A2001", by="MK")
    assert (written_off.kind, written_off.amount, written_off.on, written_off.entered_at) == (
        EntryKind.WRITE_OFF, D(150), date(2026, 12, 1), datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert "not supported by the record" in (written_off.note, written_off.reason)
    [released] = [one for one in ledger.audit(by="MK") if one.kind is EntryKind.RELEASE]
    assert (released.reason, released.note, released.source.trace_number) == ("assigned", "by phone", "RA70003")


def test_the_trail_of_a_claim_holds_all_that_happened_to_it_in_order(ledger):
    steps = list(ledger.audit(claim="A1001"))
    assert [one.number for one in steps] == sorted(one.number for one in steps)
    assert [one.kind for one in steps][:2] == [EntryKind.PATIENT_PAYMENT, EntryKind.SUBMISSION]
    assert {one.kind for one in steps} >= {EntryKind.ACKNOWLEDGMENT, EntryKind.ADJUDICATION, EntryKind.PAYMENT, EntryKind.CONTRACTUAL}
    assert next(one for one in steps if one.kind is EntryKind.ADJUDICATION).source.trace_number == "EFT70001"


def test_the_trail_since_a_day_goes_by_when_it_was_entered(ledger):
    assert {one.by for one in ledger.audit(since=date(2026, 12, 1))} == {"MK"}
    late = Ledger()
    with late.entering("PL", datetime(2026, 12, 5, 9, tzinfo=UTC)):
        late.patient_payment("A1", D(5), on=date(2026, 1, 1))
    assert len(list(late.audit(since=date(2026, 12, 5)))) == 1


def test_the_whole_trail_is_every_entry(ledger):
    assert len(list(ledger.audit())) == len(ledger.entries)


def test_a_withdrawn_payment_is_still_in_the_trail():
    books = Ledger()
    books.submit([visit("0A1")], on=SENT)
    one = payment("A1", [paid(None, "99214", "200", "200", modifiers=("25",)), paid(None, "93000", "150", "150")])
    books.post(remittance(one))
    books.submit([visit("A1")], on=SENT)
    kinds = [step.kind for step in books.audit(claim="0A1")]
    assert kinds == [EntryKind.SUBMISSION, EntryKind.ADJUDICATION, EntryKind.PAYMENT, EntryKind.PAYMENT, EntryKind.WITHDRAWAL]


def test_nobody_is_named_by_the_trail():
    books = Ledger()
    sent = visit("A1")
    person = attrs.evolve(sent.encounter.patient, name=PersonName("ZQXMARK"))
    books.submit([attrs.evolve(sent, encounter=attrs.evolve(sent.encounter, patient=person))], on=SENT)
    books.hold("A1", "ZQXMARK", on=SENT)
    assert "ZQXMARK" not in repr(list(books.audit()))
