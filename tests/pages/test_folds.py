"""Parts of Inspect that are folded away are made once somebody unfolds them."""

import driving
from driving import run

#: Parts that are folded away, and the text of what stands in each.
FOLDED = {"recording-": "Nothing unusual was found", "movement-": "Not for diagnosis", "what-if-": "Change the clip"}


def made(app):
    """The parts in which there is something."""
    said = " ".join(each.value for each in (*app.markdown, *app.caption))
    return {name for name, text in FOLDED.items() if text in said}


def test_what_is_folded_away_is_made_once_somebody_unfolds_it_and_then_stays():
    app = driving.opened(unfolded=())
    assert made(app) == set()
    for n, name in enumerate(FOLDED, start=1):
        (part,) = driving.keyed(app, "expander", name)
        app.session_state[part.key] = True
        assert made(run(app)) == set(list(FOLDED)[:n])
        app.session_state[part.key] = False
        assert made(run(app)) == set(list(FOLDED)[:n])


def test_an_address_unfolds_what_it_asks_for():
    app = driving.opened(unfolded=(), clip="kick-right", edit="hold:right leg", measures="knee angle")
    assert made(app) == {"movement-", "what-if-"}
