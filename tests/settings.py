"""The application's settings as `make run` has them, so that tests and tools need no variable either."""

import os

os.environ.setdefault("DEBUG", "true")

from almacontact.settings import *  # noqa: F403
