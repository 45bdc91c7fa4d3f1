"""Both values of what differs where somebody else saved a scenario first."""

from almacontact.web.forms import Conflict, StyledForm


def deal_conflicts(form: StyledForm, theirs: StyledForm) -> list[Conflict]:
    """Return each box of `form` whose typed value differs from what is saved now, as the form `theirs` shows it."""
    found = []
    for name, box in ((name, form[name]) for name in form.fields if name != "version" and not name.endswith(".line")):
        mine = box.field.widget.format_value(form.cleaned_data.get(name)) if name in form.cleaned_data else box.value()
        other = theirs[name] if name in theirs.fields else None
        saved = other.field.widget.format_value(other.value()) if other else None
        if mine != saved:
            found.append(Conflict(_place(form, name), _short(mine), _short(saved)))
    return found


def _place(form: StyledForm, name: str) -> str:
    """The label of a box with the lines it stands in: "Voz · Sábado · Días al mes"."""
    steps = name.split(".")
    lines = [".".join([*steps[: end + 1], "name"]) for end in range(len(steps) - 1) if steps[end].isdecimal()]
    names = [str(form[line].value()) for line in lines if line in form.fields and line != name]
    return " · ".join([*names, str(form[name].label)])


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "–")
    return text if len(text) <= 80 else f"{text[:77]}…"
