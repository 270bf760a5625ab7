"""Public files: every figure that a dumb splitter finds in them is in the nouns."""

from decimal import Decimal

import pytest

import edi_acks
from corpus import CORPUS, facts, files, needs_corpus
from edi_acks import ClaimAcknowledgment, ImplementationAcknowledgment, InterchangeAcknowledgment, Stage
from edi_claims import ZERO, EdiError, Finding, TruncatedError
from edi_x12.elements import moment

OURS = [*files("997", "999", "ta1", "277ca"), *(path for path in files("bad") if "277ca" in path.name or "999" in path.name)]
CUT_OFF = {"x12net-5010-frombogeyone.edi"}
"""Ends behind its second HL: nothing in it is whole."""
TWO_RESULTS = {"staedi-invalid999.edi"}
"""Its first set has two IK5, Q and then A; the facts keep the last, we the first and say that no table knows it: it may not pass as accepted."""
NO_NUMBER = {"staedi-extradelimiter997.edi"}
"""Its AK302 holds repetitions of text."""
NO_DAYS = {"x12net-5010-fromlatitude81uk.edi"}
"""None of its STC02 and DTP03 is a day; they are left out, with a finding each."""


def name_of(path):
    return path.name


def of(path):
    try:
        return edi_acks.parse(path.read_bytes())
    except TruncatedError as error:
        assert path.name in CUT_OFF
        return error.complete


def texts(e):
    return [one.strip() for one in e]


@needs_corpus
@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_interchange_acknowledgment_is_as_sent(path):
    told = [one for interchange in facts(path) for one in interchange["ta1"]]
    found = [one for one in of(path) if isinstance(one, InterchangeAcknowledgment)]
    assert [(one.control_number, one.sent_at, one.status, one.note) for one in found] == [
        (number, moment(day, time), status, *(more or [""])) for number, day, time, status, *more in map(texts, told)]


@needs_corpus
@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_group_acknowledgment_is_as_sent(path):
    told = [one for interchange in facts(path) for one in interchange["transactions"] if one["ST01"] in ("999", "997")]
    found = [one for one in of(path) if isinstance(one, ImplementationAcknowledgment)]
    assert len(found) == len(told)
    for ours, theirs in zip(found, told, strict=True):
        assert ours.kind == theirs["ST01"]
        assert [ours.functional_id, ours.control_number, ours.version] == [*texts(theirs["AK1"]), ""][:3]
        status, *counts = texts(theirs["AK9"])
        assert (ours.status, [ours.included, ours.received, ours.accepted], list(ours.codes)) == (status, list(map(int, counts[:3])), counts[3:])
        assert len(ours.transaction_sets) == len(theirs["sets"])
        for answer, fact in zip(ours.transaction_sets, theirs["sets"], strict=True):
            agrees(path, answer, fact)


def agrees(path, answer, fact):
    assert [answer.identifier, answer.control_number, answer.version] == [*texts(fact["AK2"]), ""][:3]
    if path.name in TWO_RESULTS and answer.control_number == "0001":
        assert answer.status == "Q"
    else:
        assert [answer.status, *answer.codes] == texts(fact["result"])
    elements = [element for error in answer.errors for element in error.elements]
    written = {kind: [e for e in fact["errors"] if e[0][1:] == kind[1:]] for kind in ("IK3", "IK4", "CTX")}
    for error, (_, segment, position, *more) in zip(answer.errors, written["IK3"], strict=True):
        assert error.position == (None if path.name in NO_NUMBER else int(position))
        assert (error.segment, [error.loop, error.code]) == (segment, [*more, ""][:2])
    for element, (_, place, *more) in zip(elements, written["IK4"], strict=True):
        parts = [int(one) for one in place.split(":")]
        assert [element.position, element.component, element.repetition] == [*parts, None, None][:3]
        assert [element.reference, element.code, element.value] == [*more, "", "", ""][:3]
    claims = [e[1].split(":")[1] for e in written["CTX"] if e[1].startswith("CLM01")]
    assert [error.claim for error in answer.errors if error.claim] == claims


@needs_corpus
@pytest.mark.parametrize("path", OURS, ids=name_of)
def test_every_claim_acknowledgment_is_as_sent(path):
    told = [(one, interchange["delimiters"]["component"]) for interchange in facts(path) for one in interchange["transactions"] if one["ST01"] == "277"]
    found = [one for one in of(path) if isinstance(one, ClaimAcknowledgment)]
    if path.name in CUT_OFF:
        assert not found
        return
    assert len(found) == len(told)
    for ours, (theirs, mark) in zip(found, told, strict=True):
        levels = {kind: [one for one in theirs["levels"] if one["HL03"] == kind] for kind in ("20", "21", "19", "PT")}
        [source], [batch] = levels["20"], levels["21"]
        assert (ours.reference, ours.receipt_number, ours.batch_id) == (theirs["BHT"][2], source["trn"][0][1], batch["trn"][0][1])
        assert [ours.source_role, ours.source.name, ours.source.payer_id] == [source["nm1"][0][at] for at in (0, 1, 4)]
        statuses_agree(path, ours.statuses, batch["stc"], mark)
        totals_agree(ours.totals, batch)
        assert len(ours.providers) == len(levels["19"])
        for provider, level in zip(ours.providers, levels["19"], strict=True):
            assert provider.provider.npi == level["nm1"][0][4]
            statuses_agree(path, provider.statuses, level["stc"], mark)
            totals_agree(provider.totals, level)
        assert [claim.patient_control_number for claim in ours.claims] == [level["trn"][0][1] for level in levels["PT"]]
        for claim, level in zip(ours.claims, levels["PT"], strict=True):
            statuses_agree(path, claim.statuses, level["stc"], mark)
            assert len(claim.line_statuses) == level["svc"]
            assert claim.payer_control_number == dict(level["ref"]).get("1K")
            assert {one.qualifier: one.value for one in claim.references} == {name: value for name, value in level["ref"] if name not in ("1K", "D9")}


def statuses_agree(path, ours, told, mark):
    assert len(ours) == len(told)
    for status, (code, day, action, amount, *_) in zip(ours, told, strict=True):
        assert [status.category, status.code, status.entity] == [*code.split(mark), "", ""][:3]
        assert status.action == action.upper()
        assert status.amount == (Decimal(amount) if amount else None)
        assert (status.on.strftime("%Y%m%d") if status.on else "") == ("" if path.name in NO_DAYS else day)


def totals_agree(ours, level):
    told = {**dict(level["qty"]), **dict(level["amt"])}
    count, refused, amount, lost = (told.get(one) or told.get(other) for one, other in (("90", "QA"), ("AA", "QC"), ("YU", "YU"), ("YY", "YY")))
    assert (ours.accepted_count, ours.rejected_count) == tuple(one and int(one) for one in (count, refused))
    assert (ours.accepted_amount, ours.rejected_amount) == tuple(one and Decimal(one) for one in (amount, lost))


@needs_corpus
def test_a_category_that_rejects_counts_more_than_an_action_and_totals_that_accept():
    [ack] = of(CORPUS / "277ca" / "imsweb-277ca-rejected.edi")
    [claim] = ack.claims
    assert (claim.stage, claim.statuses[0].action, claim.payer_control_number) == (Stage.REJECTED, "WQ", "1107000000001120")
    assert [finding.code for finding in claim.findings] == ["A303", "A301", "A316"]
    count, amount = [finding for finding in ack.findings if finding.level == "batch"]
    assert (count.code, count.expected, count.found) == ("A311", 1, 0)
    assert (amount.code, amount.expected, amount.found) == ("A312", Decimal("199.14"), ZERO)


@needs_corpus
@pytest.mark.parametrize("name", ["machete-277ca-2200b-1.edi", "machete-277ca-2200b-7.edi"])
def test_a_277ca_in_a_group_of_claims_is_read_by_its_own_guide(name):
    [ack] = of(CORPUS / "bad" / name)
    assert (ack.rejected, ack.source_role, ack.claims, ack.totals.rejected_amount) == (True, "AY", (), Decimal(800))
    [finding] = ack.findings
    assert (finding.code, finding.root_cause, finding.owner) == ("A308", "payer_setup", "billing")


@needs_corpus
@pytest.mark.parametrize("path", files("276", "277"), ids=name_of)
def test_claim_status_is_passed_over_with_a_word(path):
    parsed = edi_acks.parse(path.read_bytes())
    assert not parsed
    [finding] = [one for one in parsed.findings if one.code == "X130"]
    assert "give it to edi_acks.status.parse_27" in finding.message


@needs_corpus
@pytest.mark.parametrize("folder", sorted(path.name for path in CORPUS.iterdir() if path.is_dir() and path.name != "facts") if CORPUS.is_dir() else [])
def test_every_file_gives_nouns_findings_or_an_edi_error(folder):
    for path in files(folder):
        try:
            parsed = edi_acks.parse(path.read_bytes())
        except EdiError:
            continue
        assert parsed or parsed.findings, path.name
        assert all(isinstance(one, Finding) for one in edi_acks.check(parsed))
