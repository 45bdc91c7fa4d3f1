"""The people at our clients: the list, and the forms that add, edit and merge them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almacontact.accounts.access import requires
from almacontact.accounts.requests import SignedInRequest
from almacontact.accounts.rights import Right
from almacontact.redirects import own_page
from almacontact.web.fields import as_number
from almacontact.web.saving import attempt
from pipeline.clients.actions.contacts import add_contact, edit_contact
from pipeline.clients.actions.merging import merge_contacts
from pipeline.clients.forms import ContactForm
from pipeline.clients.joined import said_otherwise
from pipeline.clients.models import Client, Contact
from pipeline.clients.tables import ContactList

contact_list = requires(Right.VIEW_OPPORTUNITIES)(ContactList.as_view())


@requires(Right.EDIT_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write down a person at a client; leads back to where they were missing."""
    client = get_object_or_404(Client.objects.current().visible_to(request.user), pk=pk)
    form = ContactForm(request.POST or None, initial={"is_decision_maker": bool(request.GET.get("decision_maker"))})
    contact, status = attempt(
        form,
        lambda: add_contact(client=client, by=request.user, values=form.proposal(form.cleaned_data)),
    )
    if contact:
        messages.success(request, _("%(contact)s added.") % {"contact": contact})
        return redirect(_back(request, client))
    return _render(request, form, _("New contact"), client, status)


@requires(Right.VIEW_OPPORTUNITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is known of a contact; two people at once each see both values. Who only reads is led to the contact
    on the page of its client: every page that names a contact links here."""
    contact = get_object_or_404(
        Contact.objects.visible_to(request.user).filter(merged_into__isnull=True).select_related("client"), pk=pk
    )
    if not request.user.can(Right.EDIT_OPPORTUNITIES) and request.method != "POST":
        return redirect(f"{contact.client.get_absolute_url()}#contact-{contact.pk}")
    form = ContactForm(request.POST or None, record=contact)
    saved, status = attempt(
        form,
        lambda: edit_contact(
            contact=contact,
            by=request.user,
            changes=form.proposal(form.cleaned_data),
            version=form.expected_version,
        ),
    )
    if saved:
        messages.success(request, _("%(contact)s saved.") % {"contact": contact})
        return redirect(_back(request, contact.client))
    others = contact.client.contacts.current().exclude(pk=contact.pk)
    also = said_otherwise([contact]).get(contact.pk, [])
    return _render(request, form, _("Edit contact"), contact.client, status, contact=contact, others=others, also=also)


@requires(Right.BULK_EDIT)
@require_POST
def contact_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Join this contact with another of the same client that is the same person."""
    visible = Contact.objects.visible_to(request.user).filter(merged_into__isnull=True)
    contact = get_object_or_404(visible, pk=pk)
    keep = get_object_or_404(visible, pk=as_number(request.POST.get("keep", "")))
    merge_contacts(keep=keep, absorb=contact, by=request.user)
    messages.success(request, _("%(absorbed)s is now part of %(kept)s.") % {"absorbed": contact, "kept": keep})
    return redirect(keep.client)


def _render(
    request: SignedInRequest, form: ContactForm, title: str, client: Client, status: int, **more: object
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [(_("Clients"), reverse("pipeline:client_list")), (client.name, client.get_absolute_url())],
        "form": form,
        "cancel": _back(request, client),
        "may_merge": request.user.can(Right.BULK_EDIT),
        **more,
    }
    return render(request, "pipeline/clients/contact_form.html", context, status=status)


def _back(request: SignedInRequest, client: Client) -> str:
    """Where the person came from when it is ours (the gate that missed a contact), else the client."""
    return own_page(request, request.GET.get("next", ""), client.get_absolute_url())
