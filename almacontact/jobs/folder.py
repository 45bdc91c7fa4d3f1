"""The broker of an installation without Redis: a folder of files, each of which is there whole or not at all."""

import os
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes a message beside the queue and then gives it its name.

    The library opens the file under its name, locks it and writes: a worker that looked in between took an empty file,
    could not read it, and died of it.
    """

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        whole = os.path.join(self.data_folder_out, name)
        begun = f"{whole}.part"  # no queue's ending: nobody takes it
        try:
            with open(begun, "wb") as file:
                file.write(dumps(payload).encode())
            os.replace(begun, whole)
        except OSError as error:
            raise ChannelError(f"Cannot add file {whole!r} to directory") from error


class Transport(filesystem.Transport):
    """The folder, as Celery asks for it."""

    Channel = Channel
