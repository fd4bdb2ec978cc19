"""The folder of a run: its state, from which it goes on where it stopped, and its log."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from sta_lstm.disk import claim, write_whole
from sta_lstm.errors import SettingsError
from sta_lstm.training.runs.log import LOG, logged
from sta_lstm.words import few_of

STATE = "state.pt"
#: From one write of the state to the next at most so many epochs, and no epoch that ends later than so many seconds
#: after the last write. An interruption writes the last epoch's in any case.
SAVE_EVERY, SAVE_SECONDS = 10, 60.0


class RunFolder:
    """Keeps a run's state and log.

    Attributes:
        path: the folder; made if it is not there.
        settings: all that decides what the run comes to, as plain JSON values.
        epochs: lines of the log of the epochs that were done in the run that was found.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any], *, resume: bool, writes: bool = True) -> None:
        """Open a folder for a run.

        Args:
            path: the folder.
            settings: of the run.
            resume: go on with the run that is there, if there is one.
            writes: false for a process that reads the state alone, since another one writes.

        Raises:
            SettingsError: another process is writing a run into it; or there is one, and ``resume`` is false or its
                settings are others; or the folder cannot be written.
        """
        self.path, self.settings = path, json.loads(json.dumps(settings))
        self._claim = _claimed(path) if writes else None
        try:
            self._begin(resume=resume)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others write to the folder; so does the end of the process, whatever it is."""
        if self._claim is not None:
            self._claim()

    def _begin(self, *, resume: bool) -> None:
        path = self.path
        self._latest: bytes | None = None
        self._n_kept, self._written = 0, time.monotonic()
        self._state: dict[str, Any] | None = None
        self.epochs: list[dict[str, Any]] = []
        if not resume:
            check_free(path)
        elif (path / STATE).is_file():
            self._state = self._load()
            self.epochs = logged(path)[: self.n_done]
            if len(self.epochs) < self.n_done:
                raise SettingsError(
                    f"'{path / LOG}' lacks epochs of the run whose state is there. Put it back, or begin anew in "
                    "another folder."
                )
        if self._claim is not None:
            self._open_log()

    def restore(self) -> dict[str, Any] | None:
        """The state to go on from; None to begin."""
        return self._state

    @property
    def n_done(self) -> int:
        """Epochs that are done, over all stages, in the run that was found."""
        return 0 if self._state is None else int(self._state["n_done"])

    def keep(self, state: Callable[[], dict[str, Any]]) -> None:
        """Take the state after an epoch, and write it now and then."""
        self._n_kept += 1
        if self._claim is None:
            return
        buffer = io.BytesIO()
        torch.save({**state(), "settings": json.dumps(self.settings), "n_done": self.n_done + self._n_kept}, buffer)
        self._latest = buffer.getvalue()
        if self._n_kept % SAVE_EVERY == 0 or time.monotonic() - self._written >= SAVE_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write the last epoch's state, beside the one that is there and then in its place.

        Raises:
            SettingsError: the disk refuses; the state that was there is still whole.
        """
        if self._latest is not None:
            write_whole(self.path / STATE, self._latest)
            self._latest, self._written = None, time.monotonic()

    def log(self, line: Mapping[str, Any]) -> None:
        """Add a line to the log; it is whole on the disk when this returns."""
        if self._claim is not None:
            try:
                with (self.path / LOG).open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            except OSError as error:
                raise _cannot_write(self.path / LOG, error) from error

    def _load(self) -> dict[str, Any]:
        path = self.path / STATE
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
            settings = json.loads(state["settings"])
        except Exception as error:  # whatever a damaged file provokes
            raise SettingsError(f"'{path}' is not the state of a run ({type(error).__name__}). Remove it.") from error
        changed = differences(self.settings, settings)
        if changed:
            raise SettingsError(
                f"the run in '{self.path}' cannot go on with other settings: {changed}. Take the settings it began "
                "with, or begin anew in another folder."
            )
        return state

    def _open_log(self) -> None:
        """Begin the log, or cut it off after the epochs that the state knows."""
        lines = [json.dumps({"settings": self.settings}, ensure_ascii=False)]
        path = self.path / LOG
        try:
            if self._state is not None and path.is_file():
                lines += path.read_text(encoding="utf-8").splitlines()[1 : 1 + self.n_done]
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        write_whole(path, "".join(line + "\n" for line in lines).encode())


def check_free(path: Path) -> None:
    """Refuse a folder in which a run is kept.

    Raises:
        SettingsError: one is.
    """
    if (path / STATE).is_file():
        raise SettingsError(f"folder '{path}' holds a run already. Go on with it (--resume), or choose another folder.")


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """Where the settings of now differ from those of then, in words; nothing where they are the same."""
    pairs = _differences(dict(ours), dict(theirs))
    found = [f"{name} is {_shown(now)} now and was {_shown(then)}" for name, now, then in pairs]
    return few_of(found, 5, "; ")


def _claimed(path: Path) -> Callable[[], None]:
    """The folder of a run, made and kept for this process alone: two runs would mix their lines in one log."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from error
    return claim(path)


def _cannot_write(path: Path, error: OSError) -> SettingsError:
    return SettingsError(f"cannot write '{path}': {error.strerror or error}.")


def _differences(ours: Any, theirs: Any, name: str = "") -> list[tuple[str, Any, Any]]:
    """Where two JSON values differ, by the path to the place."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [
            difference
            for key in {**ours, **theirs}
            for difference in _differences(ours.get(key), theirs.get(key), f"{name}.{key}" if name else key)
        ]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [
            difference
            for i, (mine, yours) in enumerate(zip(ours, theirs, strict=True))
            for difference in _differences(mine, yours, f"{name}[{i}]")
        ]
    return [] if ours == theirs else [(name, ours, theirs)]


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
