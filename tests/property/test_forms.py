"""Whatever is typed into any field is a value or a problem, never an exception."""

from hypothesis import given
from hypothesis import strategies as st

from core.domain.values import PartialDate
from core.i18n import Words
from core.usecases.forms import FieldKind, FieldSpec, Problem, check_field
from core.views.form_problems import problem_text
from tests.property.views import HOSTILE

CHOICES = ("active", "dormant", "art-19")
specs = st.builds(
    FieldSpec,
    key=st.just("f"),
    kind=st.sampled_from(FieldKind),
    required=st.booleans(),
    choices=st.just(CHOICES),
    most=st.integers(0, 50),
    lowest=st.integers(-5, 5),
    highest=st.integers(6, 1_000),
)
typed = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec=None), max_size=60),
    st.text("0123456789-. /|,", max_size=20),
    st.dates().map(str),
    st.integers().map(str),
    st.sampled_from(("31 May 2010", "May 2010", "active|art-19", "٣١ May ٢٠١٠", "1st Jun 9999")),
)


@given(specs, typed)
def test_a_value_or_a_problem_in_words(spec: FieldSpec, raw: str) -> None:
    found = check_field(spec, raw)
    if isinstance(found, Problem):
        assert problem_text(found, Words())
        return
    assert "\x00" not in found
    assert found or not spec.required
    assert check_field(spec, found) == found
    match spec.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            assert len(found) <= spec.length
        case FieldKind.CHOICE | FieldKind.CHOICES:
            assert set(filter(None, found.split("|"))) <= set(CHOICES)
        case FieldKind.DATE | FieldKind.PARTIAL_DATE:
            assert not found or str(PartialDate.parse(found)) == found
        case FieldKind.NUMBER:
            assert not found or spec.lowest <= int(found) <= spec.highest
