from typing import Any

from django.http import HttpRequest

from almacontact.web.navigation import Frame


def frame(request: HttpRequest) -> dict[str, Any]:
    """`frame`: rail, menus and waiting approvals for base.html. Nothing is computed until the template asks."""
    return {"frame": Frame(request)}
