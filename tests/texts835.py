"""A short 835 that tests change one place of."""

HEAD = ("ISA*00*          *00*          *ZZ*PAYERTEST      *ZZ*PRACTTEST      *261102*0930*^*00501*000000101*0*T*:~"
        "GS*HP*PAYERTEST*PRACTTEST*20261102*0930*101*X*005010X221A1~ST*835*0101~")
BPR = "BPR*I*{total}*C*CHK************20261102~TRN*1*T1*1512345678~N1*PR*PLAN*XV*EX001~N1*PE*CLINIC*XX*1234567893~"
CLAIM = "CLP*{pcn}*1*100*80*20*12*ICN1*11*1~NM1*QC*1*ROWE*DANA****MI*M1~SVC*HC:99213*100*80**1~DTM*472*20261012~CAS*PR*2*20~REF*6R*L1~"


def interchange(*segments, total="80", head=HEAD, bpr=BPR):
    """A whole interchange around the segments of one set; SE01 is right."""
    body = bpr.format(total=total) + "".join(segments)
    return f"{head}{body}SE*{body.count('~') + 2}*0101~GE*1*101~IEA*1*000000101~"


def claim(pcn="C1", **changes):
    """The segments of one claim; a keyword names a segment of it (CLP, SVC, CAS, …) and says what stands there instead."""
    found = CLAIM.format(pcn=pcn)
    for name, text in changes.items():
        parts = [text + "~" if part.startswith(name) else part for part in (one + "~" for one in found.split("~") if one)]
        found = "".join(parts)
    return found
