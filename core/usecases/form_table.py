"""Every form by its name. Who may fill it in stands in `core.permissions.FORM_RULES`."""

from collections.abc import Mapping

from core.usecases import capacity, release_form
from core.usecases.forms import FormSpec

FORMS: Mapping[str, FormSpec] = {
    capacity.FORM: capacity.CapacityForm(),
    release_form.FORM: release_form.ReleaseForm(),
}
