"""Descriptions that inputs share."""

WHEN_SAID = "The day on which this was so, which may be long ago; absent: today. Not in the future."
BY = "The name of the person who takes it back; absent: yours."
TODAY = "The day on which this was so; absent: today. Not in the future."
AMOUNT = "What it is worth, in money, with at most two decimal places."
OWN_ID = "Its id within the partnership; absent: a new one is made."
AT_CHECK_IN = "The check-in at which it came up."
