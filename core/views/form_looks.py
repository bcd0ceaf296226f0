"""How a form is worded. Its looks are the platform's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldLooks:
    """A field's words. `choices`: what each value is called; one that is missing, as it is."""

    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormLooks:
    """A form's words, its fields' by their keys. Slack shows 24 characters of title and submit."""

    title: str
    fields: Mapping[str, FieldLooks]
    submit: str
