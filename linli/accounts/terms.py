"""Limits of signing in, and what the session remembers."""

from datetime import timedelta

TRIES = 5  # wrong answers in a row before the first lock
FIRST_LOCK = timedelta(minutes=15)  # doubled by every further wrong answer
LONGEST_LOCK = timedelta(hours=4)  # a lock must not become a way to keep a colleague out for days
FORGIVEN_AFTER = timedelta(hours=24)  # wrong answers older than this no longer count

TOUCH_EVERY = timedelta(minutes=5)  # how exact "last seen" is, and how rarely it is written
RECOVERY_CODES = 8
CODE_STEP_S = 30
CODE_WINDOW = 1  # steps a phone's clock may be off, each way

# Keys in the session. Times are whole seconds since 1970.
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_FACTOR_AT = "second_factor_at"
PENDING_SECRET = "pending_totp"  # noqa: S105 (a key, not a secret)
