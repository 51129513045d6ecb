"""Hold what clients were told (a JSON file of key and code) against the database; print `name=number`."""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from linli.cases.models import Case  # noqa: E402
from linli.core import audit  # noqa: E402
from linli.core.audit.models import AuditLine  # noqa: E402
from linli.core.search.models import SearchText  # noqa: E402
from linli.core.search.queries import matching  # noqa: E402
from linli.core.tasks import queue_state  # noqa: E402

SAMPLE = 200  # cases really searched for; the others' index rows are counted


def main(receipts: Path) -> None:
    told: list[tuple[str, str]] = json.loads(receipts.read_text())
    stored = {code: (pk, text) for pk, code, text in Case.objects.values_list("id", "code", "text")}
    texts = Counter(text for _pk, text in stored.values())
    audited = Counter(AuditLine.objects.filter(event="case.receive").values_list("subject_id", flat=True))
    indexed = Counter(SearchText.objects.filter(kind="case").values_list("subject_id", flat=True))
    state = queue_state(timezone.now())
    ids = [pk for pk, _text in stored.values()]
    findings = {
        "lost": sum(code not in stored or f"（{key}）" not in stored[code][1] for key, code in told),
        "doubled": sum(texts.values()) - len(texts) + len(told) - len(dict(told)),
        "unaudited": sum(audited[pk] != 1 for pk in ids) + len(set(audited) - set(ids)),
        "audit_troubles": int(not audit.verify().ok),
        "tasks_left": state.events + state.waiting + state.running + state.failed,
        "not_searchable_once": sum(indexed[pk] != 1 for pk in ids)
        + sum(matching("case", code) != [pk] for code, (pk, _text) in list(stored.items())[:SAMPLE]),
    }
    for name, number in findings.items():
        print(f"{name}={number}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
