"""Everything that a partnership shows, but for moments that differ from run to run."""

VALUE = "{ value n status }"
PROGRESS = f"progress {{ value {VALUE} percent }}"
PART = "name score weight reason status n code numerator denominator lacking"
HEALTH = f"date score strategies {{ strategy score weight parts {{ {PART} }} }}"
EVERYTHING = f"""
  id partnershipId name kind status begin end version asOf minimumN districtIds
  partners {{ partnerId name kind }} districts {{ name }}
  leads {{ side duty name role since }} vacancies {{ side }} leadHistory {{ side name since }}
  investment {{
    total {{ period district partner total balance inKindShare unvalued }}
    byPeriod {{ period total }}
    contributions {{ contributionId amount valuationSource }} pledges {{ pledgeId amount dueAmount deliveredAmount }}
  }}
  vision {{ alignment clauses {{ clauseId text drafted wordings endorsedByBoth endorsements {{ side name date }}
                               history {{ text }} }} }}
  activationLacks {{ code side clauseId }}
  checkIns {{
    cadenceDays due onTime missed adherence nextDue
    items {{ checkInId due state held notes attendees {{ name side }} progress {{ goalId {PROGRESS} }}
             challenges {{ challengeId }} actions {{ actionId }} adjustments {{ amendmentId }} }}
    overdue {{ checkInId }} dueWithin(days: 60) {{ checkInId }}
  }}
  goals {{ goalId title baseline target due state outcome {{ met date value {VALUE} }} {PROGRESS}
           pace {{ lastYearDay lastYear {VALUE} lastYearPercent straight straightPercent }} accumulates
           history {{ date checkInId {PROGRESS} }}
           revisions {{ since baseline target due why }} question {{ metric phase schoolYear }} }}
  challenges {{ challengeId text resolved }} actions {{ actionId done overdue }} amendments {{ amendmentId }}
  needs {{ needId text }}
  places {{ capacity taken {VALUE} waiting {VALUE} }}
  stories {{ storyId title text audience evidence {VALUE} digest }}
  health {{ {HEALTH} history(months: 6) {{ {HEALTH} }} }}
  attention {{ kind since daysLate subject side title owner message }}
  leadershipContinuity adaptationDays
"""
ORDERS = (
    "NAME", "BEGIN", "NEXT_CHECK_IN", "OVERDUE_CHECK_INS", "HEALTH", "EQUAL_INVESTMENT", "SHARED_VISION", "CHECKINS",
    "DATA", "FLEXIBILITY",
)  # fmt: skip
STRATEGIES = ORDERS[5:]
