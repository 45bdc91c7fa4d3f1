"""What is asked before personal data are erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from almacontact.web.forms import StyledForm


class ErasureForm(StyledForm):
    """Why, in words that are kept as proof."""

    reason = forms.CharField(
        label=_("Who asked for it, when and how"),
        help_text=_(
            "It is kept as proof. Write no name: the number of the request or the date of the e-mail is enough."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
