"""Background jobs of the pipeline: each calls one action and says what came out."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from almacontact.refusals import Blocker, Refused
from almacontact.web import search_index
from pipeline.decks.actions import deliver_deck
from pipeline.imports.actions import apply_import
from pipeline.imports.cut_over import TELL, send_reopened
from pipeline.imports.models import ImportBatch


@job("pipeline.import", label=gettext_lazy("Import of a workbook"))
def import_workbook(progress: Progress, *, batch_id: int, mode: str) -> Outcome:
    """Apply a planned import in the name of who asked for it."""
    if progress.by is None:
        raise Refused(Blocker(code="nobody", message=_("An import is made in somebody's name.")))
    batch = ImportBatch.objects.get(pk=batch_id)
    progress.begin(None, _("Writing the rows"))
    result = apply_import(batch=batch, by=progress.by, mode=mode)
    search_index.fill()
    message = _("%(new)s new, %(changed)s changed, %(equal)s equal, %(refused)s refused.") % {
        **result.counts,
        "refused": result.counts["refused"] + result.counts["conflict"],
    }
    return Outcome(message=message, url=batch.get_absolute_url(), data=result.counts)


@job("pipeline.send_deck", label=gettext_lazy("Sending of the company presentation"))
def send_deck(progress: Progress, *, sending_id: int) -> Outcome:
    """Send the company presentation by e-mail."""
    sent = deliver_deck(job=progress.job, sending_id=sending_id)
    return Outcome(message=_("Sent.") if sent else _("It had been sent before."))


@job(TELL, label=gettext_lazy("E-mail: the cut-over was reopened"))
def tell_cut_over(progress: Progress, *, version: int) -> Outcome:
    """Tell Calidad that the cut-over was reopened."""
    sent = send_reopened(job=progress.job, version=version)
    return Outcome(message=_("%(count)s e-mails sent.") % {"count": sent})
