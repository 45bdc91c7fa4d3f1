"""Background work on files: reading a large e-mail, and taking a file out of it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almacontact.attachments import large
from almacontact.attachments.actions import attach_part
from almacontact.attachments.message import DamagedMessageError
from almacontact.attachments.models import Attachment
from almacontact.attachments.registry import model_for
from almacontact.jobs.kinds import Outcome, job
from almacontact.jobs.progress import Progress
from almacontact.refusals import Blocker, Refused


@job(large.JOB, label=gettext_lazy("Reading the e-mail"))
def read_email(progress: Progress, *, key: str, attachment_id: str) -> Outcome:
    """Read a large e-mail, so that its page shows it at once."""
    attachment = _attachment(key, attachment_id)
    progress.begin(None, _("Reading the e-mail"))
    try:
        large.read(attachment)
    except DamagedMessageError:
        words = _("“%(name)s” is damaged and cannot be opened. Ask for it again or save it again.")
        blocker = Blocker(code="attachment_damaged", message=words % {"name": attachment.original_name})
        raise Refused(blocker) from None
    return Outcome(message=_("The e-mail was read."), url=attachment.get_message_url())


@job(large.TAKE_OUT, label=gettext_lazy("Taking a file out of an e-mail"))
def take_out(progress: Progress, *, key: str, attachment_id: str, number: int) -> Outcome:
    """Attach a file that came inside a large e-mail to the record of the e-mail."""
    attachment = _attachment(key, attachment_id)
    by: Any = progress.by
    try:
        part = attach_part(attachment=attachment, by=by, number=number)
    except LookupError:
        words = _("There is no such file in “%(name)s”.") % {"name": attachment.original_name}
        raise Refused(Blocker(code="no_such_part", message=words)) from None
    return Outcome(
        message=_("“%(name)s” was attached.") % {"name": part.original_name}, url=attachment.get_message_url()
    )


def _attachment(key: str, attachment_id: str) -> Attachment:
    model: Any = model_for(key)
    attachment: Attachment = model.objects.get(pk=attachment_id)
    return attachment
