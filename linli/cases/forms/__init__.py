"""The shape of what people type. What it means is checked by the actions; their sentences come back here."""

from linli.cases.forms.base import FaultyForm, PhotosField, PlainForm, ReasonForm, RemarkForm, Upload
from linli.cases.forms.desk import (
    AssistForm,
    BulkForm,
    CloseForm,
    CorrectForm,
    DeclineForm,
    DispatchForm,
    IntakeForm,
    MergeForm,
    PurposeForm,
)
from linli.cases.forms.questions import AnswersForm, AskCallerForm, AskingForm
from linli.cases.forms.resident import (
    UNSOLVED_REASONS,
    AddForm,
    FollowForm,
    RateForm,
    ReportForm,
    WithdrawForm,
)
from linli.cases.forms.unit import FinishForm, NoteForm, ReturnForm

__all__ = [
    "UNSOLVED_REASONS",
    "AddForm",
    "AnswersForm",
    "AskCallerForm",
    "AskingForm",
    "AssistForm",
    "BulkForm",
    "CloseForm",
    "CorrectForm",
    "DeclineForm",
    "DispatchForm",
    "FaultyForm",
    "FinishForm",
    "FollowForm",
    "IntakeForm",
    "MergeForm",
    "NoteForm",
    "PhotosField",
    "PlainForm",
    "PurposeForm",
    "RateForm",
    "ReasonForm",
    "RemarkForm",
    "ReportForm",
    "ReturnForm",
    "Upload",
    "WithdrawForm",
]
