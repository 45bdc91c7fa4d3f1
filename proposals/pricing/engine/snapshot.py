"""A deal as data and back, its canonical JSON, and the hashes the signatures of the acta are pinned to.

Equal deals have equal JSON: keys sorted, decimals without trailing zeros. Workforce signs the sizing inputs, headcount
and seats; IT the technology, the telephony and the seats; Dirección General price, margin, term, payment, indexation
and the risk rules that fired. A change of a text moves none of the three.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext_lazy as _

from proposals.errors import PricingError, PricingRefused
from proposals.pricing.engine.inputs import Deal, Signature, entries
from proposals.pricing.engine.parameters import Parameter
from proposals.pricing.engine.price import Pricing

Kind = TypeVar("Kind")

MAX_DIGITS = 40


def to_data(value: Any) -> Any:
    """Inputs as plain JSON values: decimals as short strings, dates as ISO, enums as their value."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [to_data(item) for item in value]
    if isinstance(value, Decimal):
        return _short(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return str(value)
    return value


def canonical(data: Any) -> str:
    """The one JSON text of some data: sorted keys, no spaces, letters as they are."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(data: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return sha256(canonical(data).encode()).hexdigest()


def snapshot(pricing: Pricing) -> dict[str, Any]:
    """What a version of the model keeps: the inputs, the dated parameters used and every figure, unrounded."""
    return {
        "deal": to_data(pricing.deal),
        "parameters": [to_data(parameter) for parameter in pricing.parameters],
        "figures": {key: _short(figure.value) for key, figure in pricing.figures.items()},
    }


def rests_on(pricing: Pricing, signature: Signature, fired: Iterable[str] = ()) -> dict[str, Any]:
    """The content one signature rests on: the inputs declared for it and the results it vouches for.

    The order of services and day types does not count, nor do their names. `fired` holds the codes of the risk rules.
    """
    deal = pricing.deal
    lines = []
    for priced in pricing.services:
        line = _declared(priced.sized.line, signature)
        if signature is Signature.WORKFORCE:
            line["headcount"] = _short(priced.sized.headcount.value)
        if signature in (Signature.WORKFORCE, Signature.IT):
            line["seats"] = _short(priced.sized.seats.value)
            lines.append(line)
    content: dict[str, Any] = {"services": sorted(lines, key=canonical), "terms": _declared(deal.terms, signature)}
    if signature is Signature.WORKFORCE:
        content["weekly_hours"] = _short(pricing.value("parameters.weekly_hours"))
    if signature is Signature.GENERAL:
        content["price"] = pricing.monthly_price
        content["total_value"] = pricing.total_value
        content["fired"] = sorted(fired)
    return content


def _declared(item: Any, signature: Signature) -> dict[str, Any]:
    """The fields of an input that rest on a signature; the same holds inside the day types of a line."""
    data: dict[str, Any] = {}
    for name, entry in entries(type(item)).items():
        if signature not in entry.rests:
            continue
        value = getattr(item, name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            data[name] = sorted((_declared(part, signature) for part in value), key=canonical)
        else:
            data[name] = to_data(value)
    return data


def read_deal(data: Mapping[str, Any]) -> Deal:
    """The deal behind `to_data`, or what a form sends in that shape.

    Raises PricingRefused with every value that cannot be read, each at its path.
    """
    errors: list[PricingError] = []
    deal = _read_item(Deal, data, "", errors)
    if errors or deal is None:
        raise PricingRefused(errors)
    return deal


def read_parameters(data: Iterable[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    """The dated parameters of a snapshot. Raises PricingRefused where one cannot be read."""
    errors: list[PricingError] = []
    read = [_read_item(Parameter, item, f"parameters.{number}", errors) for number, item in enumerate(data)]
    if errors:
        raise PricingRefused(errors)
    return tuple(parameter for parameter in read if parameter is not None)


def _read_item(kind: type[Kind], data: Any, path: str, errors: list[PricingError]) -> Kind | None:
    if not isinstance(data, Mapping):
        errors.append(_unreadable(path))
        return None
    hints, given, before = get_type_hints(kind), {}, len(errors)
    for field in fields(kind):  # type: ignore[arg-type]
        own_path = f"{path}.{field.name}" if path else field.name
        if field.name in data:
            given[field.name] = _read(hints[field.name], data[field.name], own_path, errors)
        elif field.default is MISSING:
            errors.append(
                PricingError(own_path, _("This value is missing."), _("Enter it to compute the model."), "missing")
            )
    return kind(**given) if len(errors) == before else None


def _read(hint: Any, value: Any, path: str, errors: list[PricingError]) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if value is None or value == "":
            return None
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            errors.append(_unreadable(path))
            return ()
        inner = get_args(hint)[0]
        return tuple(_read(inner, item, f"{path}.{number}", errors) for number, item in enumerate(value))
    if is_dataclass(hint):
        return _read_item(hint, value, path, errors)  # type: ignore[arg-type]
    return _read_plain(hint, value, path, errors)


def _read_plain(hint: Any, value: Any, path: str, errors: list[PricingError]) -> Any:
    try:
        if hint is Decimal:
            return _read_number(value)
        if hint is int:
            number = _read_number(value)
            if number != number.to_integral_value():
                raise ValueError(value)
            return int(number)
        if hint is date:
            return date.fromisoformat(value)
        if hint is bool:
            if not isinstance(value, bool):
                raise ValueError(value)
            return value
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return hint(value)
        return str(value)
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        errors.append(_unreadable(path))
        return None


def _read_number(value: Any) -> Decimal:
    """A finite decimal of a length people write: 1E999999 would take minutes to spell out."""
    text = str(value).strip()
    number = Decimal(text)
    if isinstance(value, bool) or len(text) > MAX_DIGITS or not number.is_finite():
        raise ValueError(value)
    if number and abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError(value)
    return number


def _unreadable(path: str) -> PricingError:
    return PricingError(path, _("This value cannot be read."), _("Enter it again in the form shown."), "unreadable")


def _short(value: Decimal) -> str:
    """A decimal as text without trailing zeros nor exponent: 0.80 and 0.8 are one value."""
    if not value:
        return "0"
    return format(value.normalize(), "f")
