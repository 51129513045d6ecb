"""Response templates beside the forms of deeds: which are offered, and one filled in for a case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from linli.cases import rules
from linli.cases.forms import FaultyForm
from linli.cases.pack.responses import RESPONSES, ResponseRow
from linli.cases.pages.deeds import Deed
from linli.cases.queries.cases import CaseFile
from linli.cases.rules.filling import added, filled
from linli.core.words import spoken
from linli.methods.queries import pack_rows


def responses_for(file: CaseFile, deed: str) -> Sequence[ResponseRow]:
    """Those of the pack in force for this step and this kind of matter, the most particular first."""
    pack_id, digest = getattr(file.case, "pack_pk", None), getattr(file.case, "pack_digest", None)
    if pack_id is None:
        return []
    code = file.case.category.code if file.case.category else ""
    kinds = [code, code.rpartition(".")[0], ""]
    fitting = [
        row
        for row in pack_rows(RESPONSES, pack_id, digest or "")
        if row.deed in {deed, "any"} and row.category in kinds
    ]
    return sorted(fitting, key=lambda row: (kinds.index(row.category), row.deed == "any"))


def response_text(file: CaseFile, deed: str, code: str, now: datetime) -> str:
    """The chosen one with this case's facts; "" when it is not offered here."""
    row = next((row for row in responses_for(file, deed) if row.code == code), None)
    if row is None:
        return ""
    case, order = file.case, file.lead
    due_at = order.due_at if order is not None else None
    facts = {
        "code": rules.spoken_code(case.code),
        "category": case.category.name if case.category else "",
        "place": case.where,
        "unit": order.unit.name if order is not None else "",
        "due": spoken(due_at, now) if due_at else "",
    }
    return filled(row.text, facts)


def offered(file: CaseFile, forms: dict[str, FaultyForm]) -> dict[str, Sequence[ResponseRow]]:
    """For every form in which one writes to the caller."""
    return {name: responses_for(file, name) for name, form in forms.items() if "note" in form.fields}


def with_response(
    deed: Deed, form: FaultyForm, file: CaseFile, *, code: str, typed: Any, now: datetime
) -> FaultyForm:
    """The form not yet sent: what was typed in it stays, the template stands in its note."""
    for name, field in form.fields.items():
        if name in typed and name != "version":
            many = hasattr(field.widget, "allow_multiple_selected") and field.widget.allow_multiple_selected
            form.initial[name] = typed.getlist(name) if many else typed[name]
    if "note" in form.fields:
        text = response_text(file, deed.name, code, now)
        form.initial["note"] = added(str(form.initial.get("note") or ""), text)
    return form
