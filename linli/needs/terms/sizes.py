"""Our own values, shown as such in the README; a pack may ask for shorter terms, never for longer ones."""

WISH_MAX = 60  # one line: what is wanted, and nothing that needs more room
NAME_MAX = 40
DOOR_MAX = 40  # entrance and dwelling, as said to whoever comes
TERM_MOST_DAYS = 366  # no need runs longer without a fresh consent, whatever a pack says
START_WITHIN_DAYS = 60  # the first day lies at most so far ahead
REMIND_DAYS = 14  # before the end: the person is asked whether it goes on
KEPT_DAYS = 90  # after the end everything about a need is deleted (domain.md: end date + 3 months)
PLAN_AHEAD_DAYS = 28  # tasks of a care plan stand so far ahead
ASK_MOST = 3  # helpers named at once; the next is asked when one says no
REACH_MOST_M = 20_000
HELPER_LINK_DAYS = 90  # after the last offer ended, a helper without an account is forgotten
GROUP_LEAST = 10  # leaders see counts of at least so many
REFERRAL_DAYS_MOST = 90
REFERRAL_READERS_MOST = 5
