"""Messages in a folder: who looks while one is written finds none, and afterwards all of it."""

import json
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.transport import filesystem
from kombu.transport.filesystem import Channel as LibraryChannel

from almacontact.celery import app
from almacontact.jobs import folder


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    """The queue of a worker, of whatever class the address gives."""
    (tmp_path / "control").mkdir()
    (tmp_path / "processed").mkdir()
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
        "processed_folder": str(tmp_path / "processed"),
        "store_processed": True,
    }
    with app.connection_for_write("filesystem://", transport_options=options) as connection:
        assert isinstance(connection, Connection)
        yield connection.default_channel


def _looking(channel: Any, found: list[Any]) -> Any:
    """Write down a message, while a worker looks for one."""

    def dumps(payload: Any) -> str:
        try:
            found.append(channel._get("work"))
        except Empty:
            found.append(None)
        return json.dumps(payload)

    return dumps


def test_who_looks_while_a_message_is_written_finds_none_and_then_all_of_it(channel, monkeypatch):
    found: list[Any] = []
    monkeypatch.setattr(folder, "dumps", _looking(channel, found))
    channel._put("work", {"number": 1})
    assert found == [None]
    assert channel._get("work") == {"number": 1}


def test_by_the_library_alone_a_worker_dies_of_half_a_message(channel, monkeypatch):
    monkeypatch.setattr(filesystem, "dumps", _looking(channel, []))
    with pytest.raises(json.JSONDecodeError):
        LibraryChannel._put(channel, "work", {"number": 1})
