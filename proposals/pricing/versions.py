"""The next version of a pricing model: begun by hand, or by an approver who asks for an adjustment."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from almacontact.accounts.models import User
from almacontact.audit.versioning import save_as
from almacontact.refusals import Blocker, Refused
from proposals.pricing.computing import parameters_for, priced_or_none, set_headlines
from proposals.pricing.models.pricing import PricingModel, Scenario


def copy_version(*, pricing_model: PricingModel, by: User, reason: str) -> PricingModel:
    """Copy a version with its scenarios into the next one, priced with today's parameters."""
    last = pricing_model.alternative.models.aggregate(last=Max("number"))["last"]
    copy = PricingModel(
        alternative=pricing_model.alternative,
        number=last + 1,
        parameters_on=pricing_model.parameters_on,
        declared=pricing_model.declared,
        based_on=pricing_model,
        change_reason=reason.strip()[:250],
        created_by=by,
    )
    try:
        with transaction.atomic():
            save_as(copy, by=by, reason=reason.strip())
            parameters = parameters_for(copy)
            for one in pricing_model.scenarios.all():
                scenario = Scenario(
                    pricing_model=copy,
                    name=one.name,
                    position=one.position,
                    chosen=one.chosen,
                    inputs=one.inputs,
                    copied_from=one,
                    created_by=by,
                )
                set_headlines(scenario, priced_or_none(scenario, parameters))
                save_as(scenario, by=by)
    except IntegrityError as error:
        raise Refused(
            Blocker(code="open_version", message=_("Somebody else has just begun the next version. Open that one."))
        ) from error
    return copy
