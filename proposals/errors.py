"""Refusals of the pricing engine: which input is wrong, why, and what to do about it.

Bad input never ends in a traceback, a NaN or an infinity: it ends in a `PricingRefused` that lists every error found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as declared
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from almacontact.refusals import Blocker, Refused

Text = str | Promise


@dataclass(frozen=True, slots=True)
class PricingError:
    """One thing that is wrong with the inputs of a deal.

    `field` is the dotted path of the input ("services.0.aht_seconds"), "" when it concerns the whole deal;
    `message` says what is wrong, `hint` what to do; `code` is for tests and templates, never shown.
    """

    field: str
    message: Text = declared(compare=False)
    hint: Text = declared(compare=False)
    code: str = "invalid"


class PricingRefused(Refused):
    """The deal cannot be computed as it stands; `errors` holds every reason, none repeated."""

    def __init__(self, errors: Iterable[PricingError]) -> None:
        self.errors: tuple[PricingError, ...] = tuple(dict.fromkeys(errors))
        super().__init__(
            [
                Blocker(code=error.code, message=format_lazy("{} {}", error.message, error.hint), field=error.field)
                for error in self.errors
            ]
        )


class MissingParameter(PricingRefused):
    """Dated parameters that do not hold on the day `on`: someone must enter their value for that date.

    `missing` gives the key and the label of each."""

    def __init__(self, missing: Mapping[str, Text], on: date) -> None:
        self.keys = tuple(missing)
        self.on = on
        super().__init__(
            PricingError(
                field=f"parameters.{key}",
                message=format_lazy(
                    _("The parameter “{name}” has no value on {day}."), name=label or key, day=on.isoformat()
                ),
                hint=_("Add a dated value with its source in Parameters, or choose another parameter date."),
                code="missing_parameter",
            )
            for key, label in missing.items()
        )
