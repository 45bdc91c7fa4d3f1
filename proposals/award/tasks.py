"""Background jobs of awards: each calls one action and says what came out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from proposals.award.actions import TELL, deliver_award


@job(TELL, label=gettext_lazy("Telling the areas of an award"))
def tell_award(progress: Progress, *, award_id: int) -> Outcome:
    """Tell the areas that take part of an award, by e-mail."""
    sent = deliver_award(job=progress.job, award_id=award_id)
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."))
