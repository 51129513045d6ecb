"""Lengths and times that are the same everywhere; what differs between districts is in a method pack."""

from datetime import timedelta

TEXT_MAX = 4000  # characters; as much as Open311 lets through, so that every channel takes the same
NOTE_MAX = 2000
ANSWER_DAYS = 7  # how long the caller may answer before the case closes without an answer
UNDO_S = 10  # our value: how long a desk may take its own dispatch back as if nothing had happened
REOPEN_WITHIN = timedelta(days=30)  # our value: later it is a new matter
LINK_DAYS = 730  # how long the caller's link works after closing; then contact data are gone as well
