"""One case's past, told step by step in memory as the actions would have written it.

Every method here has its action in `linli.cases.actions`; the test replays the tape through those and
compares the rows. It exists because twenty thousand actions, one by one, would take minutes.
"""

from linli.cases.demo.history.caller import ByCaller
from linli.cases.demo.history.desk import ByDesk
from linli.cases.demo.history.unit import ByUnit


class History(ByDesk, ByUnit, ByCaller):
    """The unsaved rows of one case."""
