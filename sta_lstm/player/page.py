"""A page with a player on it: shown in a notebook, written to a file, or passed on as text."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from dataclasses import dataclass

from sta_lstm.disk import write_whole
from sta_lstm.player.html import player_html
from sta_lstm.player.payload import player_payload
from sta_lstm.prediction.labels import answer_heading
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip

#: Height of the player in a notebook's cell.
_CELL_PX = 760


@dataclass(frozen=True, slots=True)
class PlayerPage:
    """One HTML page that plays results and needs no network and no other file.

    Attributes:
        html: the whole page.
    """

    html: str

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to ``path``; an existing file is replaced whole.

        Raises:
            SettingsError: the file cannot be written.
        """
        # Names may hold halves of surrogate pairs, which no file can.
        write_whole(path, self.html.encode("utf-8", "backslashreplace"))

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks: it can neither read nor style the page around it."""
        return (
            f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(self.html)}" title="player" '
            f'style="width: 100%; height: {_CELL_PX}px; border: 0"></iframe>'
        )


def player_page(*shown: Prediction | Clip, title: str | None = None, titles: Sequence[str] | None = None) -> PlayerPage:
    """A page with one pane for each result, or for a clip by itself.

    Where the attention of a result was tested, whether it can be believed stands beneath the heading; and so does, in a
    fold, what there is to know of the recordings.

    Args:
        shown: 1 to 8 of them.
        title: heading of the page; what is said of the first clip, its name and who said it, if left out.
        titles: a caption for each pane; those of the player if left out.

    Raises:
        SettingsError: nothing to show, more than 8, or another number of titles.
        PredictionError: two maps of one name differ in what they mean.
    """
    payload = player_payload(shown, titles=titles)
    heading = _heading(shown[0]) if title is None else title
    return PlayerPage(player_html(payload, title=heading, verdicts=_verdicts(shown, titles)))


def _verdicts(shown: Sequence[Prediction | Clip], titles: Sequence[str] | None) -> list[tuple[str, str]]:
    """Whether the attention in each pane can be believed, where it was tested; of several panes, with whose it is."""
    found = []
    for p, one in enumerate(shown):
        if isinstance(one, Prediction) and one.verdict is not None:
            whose = "" if len(shown) == 1 else f"{titles[p] if titles else one.checkpoint}: "
            found.append((whose + one.verdict.short, one.verdict.sentence))
    return found


def _heading(first: Prediction | Clip) -> str:
    if isinstance(first, Clip):
        return first.name
    if first.scores or first.windows:
        return answer_heading(first)
    return " · ".join(filter(None, (first.clip.name, first.checkpoint)))
