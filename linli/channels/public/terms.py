"""How counts are told to everybody: domain.md, section 2 and section 4."""

LEAST = 10  # our value for "groups of at least ten"
RECENT_DAYS = 30
WEEKS = 12
LATE_CHANGES_DAYS = 35  # a solved matter may be reopened for a while: counted anew every night
CSV_DAYS, CSV_DAYS_MOST = 90, 366
NOBODY_KNOWS = 0  # the community of matters whose place is not known yet
CLASSES = 4  # shades of the map, besides "too few"
BOARD_ID = 1
