"""Both values of what differs where somebody else saved a scenario first."""

from almacontact.web.forms import Conflict
from proposals.forms.deal import DealForm
from proposals.models import Scenario


def deal_conflicts(form: DealForm, current: Scenario) -> list[Conflict]:
    """Return each box whose typed value differs from what is saved now."""
    theirs = DealForm(current.inputs, seen=form.seen, edited=form.edited, initial={"name": current.name})
    found = []
    for name, box in ((name, form[name]) for name in form.fields if name != "version" and not name.endswith(".line")):
        mine = box.field.widget.format_value(form.cleaned_data.get(name)) if name in form.cleaned_data else box.value()
        other = theirs[name] if name in theirs.fields else None
        saved = other.field.widget.format_value(other.value()) if other else None
        if mine != saved:
            found.append(Conflict(f"{box.label} ({name})", _short(mine), _short(saved)))
    return found


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "–")
    return text if len(text) <= 80 else f"{text[:77]}…"
