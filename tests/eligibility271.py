"""Small 271 texts for tests: one patient, the rows that matter."""

from edi270_271 import parse_271

HEAD = (
    "ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261102*0930*{repetition}*00501*000000900*0*T*:~"
    "GS*HB*PAYERTEST*PRACTTEST*20261102*0930*900*X*005010X279A1~"
)
TOP = "BHT*0022*11*TRC9*20261102*0931~HL*1**20*1~NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*EX001~HL*2*1*21*1~NM1*1P*2*RIVERBEND*****XX*1234567893~"
MEMBER = "HL*3*2*22*0~TRN*2*T-1*9470000001~NM1*IL*1*DOE*ANN****MI*MEM1~"


def interchange(body, repetition="^"):
    """A body of segments as one set in one interchange, counted."""
    count = body.count("~") + 2
    return f"{HEAD.format(repetition=repetition)}ST*271*0900*005010X279A1~{body}SE*{count}*0900~GE*1*900~IEA*1*000000900~"


def response_text(*rows, member=MEMBER, repetition="^"):
    """A subscriber's response; rows without their terminator."""
    return interchange(TOP + member + "".join(f"{row}~" for row in rows), repetition)


def response(*rows, **more):
    """The one response of such a text, which must be read without a finding."""
    parsed = parse_271(response_text(*rows, **more))
    assert not parsed.findings, parsed.findings
    (one,) = parsed
    return one
