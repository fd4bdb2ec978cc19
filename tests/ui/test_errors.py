"""Errors on a page: what is wrong in the first line, what to do in the next."""

import pytest
from streamlit.testing.v1 import AppTest


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("'a.csv', line 3: no number. Mend it.", "**'a\\.csv', line 3\\: no number\\.**  \nMend it\\."),
        ("checkpoint 'a. B' is empty. Choose one.", "**Checkpoint 'a\\. B' is empty\\.**  \nChoose one\\."),
        ("'a' is empty.", "**'a' is empty\\.**"),
        ("'<b>*x*' is none. Go.", "**'\\<b\\>\\*x\\*' is none\\.**  \nGo\\."),
    ],
)
def test_two_lines(message, shown):
    def script(message):
        from sta_lstm.errors import ClipError
        from sta_lstm.ui.errors import run_or_show_error

        def fail():
            raise ClipError(message)

        assert run_or_show_error(fail) is None

    app = AppTest.from_function(script, args=(message,)).run()
    assert not app.exception
    assert app.error[0].value == shown
