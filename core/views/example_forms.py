"""Examples of forms, as a whole and by question and answer."""

from dataclasses import replace

from core.domain.commitments import Load
from core.permissions import COORDINATORS, Refused
from core.usecases.capacity import CapacitySet
from core.usecases.dialogue import (
    Asked,
    CancelledForm,
    Note,
    NothingAsked,
    OtherBegun,
    ReadyToSend,
)
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    FormProblems,
    Problem,
    ProblemCode,
    StaleForm,
    filled,
)
from core.usecases.release_form import REASONS
from core.views.example_cases import SWEDEN
from core.views.table import Outcome

CAPACITY = FormOpened(
    "capacity",
    "",
    (
        FieldSpec("section", FieldKind.CHOICE, choices=("MYS", "SWE")),
        FieldSpec("number", FieldKind.NUMBER, highest=500),
    ),
    "MYS:6 SWE:10",
    "Malaysia, Sweden",
)
RELEASE = FormOpened(
    "release_case",
    "MYS-0012 for SWE",
    (
        FieldSpec("reason", FieldKind.CHOICE, choices=tuple(REASONS)),
        FieldSpec("words", FieldKind.TEXT, required=False, most=1_000),
    ),
    subject="MYS-0012 · Farmers' union leaders arrested",
)
TYPED = {"section": "SWE", "number": "twelve"}
FIRST, SECOND = RELEASE.fields
DONE = {"reason": "other", "words": "The group that wrote the letters has dissolved."}

EXAMPLES: tuple[tuple[str, Outcome], ...] = (
    ("capacity_set", CapacitySet(SWEDEN, 10, Load(6, 12))),
    ("capacity_below", CapacitySet(SWEDEN, 10, Load(7, 5))),
    ("capacity_kept", CapacitySet(SWEDEN, 10, Load(6, 12, kept=1))),
    ("capacity_same", CapacitySet(SWEDEN, 10, Load(7, 10))),
    ("form_opened", RELEASE),
    (
        "form_problems",
        FormProblems(filled(CAPACITY, TYPED), {"number": Problem(ProblemCode.NOT_A_NUMBER)}),
    ),
    ("stale_form", StaleForm("release_case", RELEASE.ref, (DONE["words"],))),
    ("asked_choice", Asked(RELEASE, {}, "k3f9ab0", Note.NONE, FIRST)),
    (
        "asked_again",
        Asked(
            CAPACITY,
            {"section": "SWE"},
            "k3f9ab1",
            Note.NONE,
            replace(CAPACITY.fields[1], value="10"),
            Problem(ProblemCode.TOO_LARGE, "500"),
        ),
    ),
    ("asked_text", Asked(RELEASE, {"reason": "other"}, "k3f9ab1", Note.OLD_BUTTON, SECOND)),
    ("ready_to_send", ReadyToSend(filled(RELEASE, DONE), DONE, "k3f9ab2", Note.NONE)),
    ("other_begun", OtherBegun(RELEASE, CAPACITY)),
    ("cancelled_form", CancelledForm()),
    ("nothing_asked", NothingAsked()),
    ("refused_anywhere", Refused(COORDINATORS, anywhere=True)),
)
