"""One file that needs nothing else, and that no name in it can break."""

import json
import re
from html.parser import HTMLParser

import pytest

from sta_lstm.player import player_html

HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> & \u2028\u2029"


class Elements(HTMLParser):
    """Names of the elements, and the text of each script, as a browser would cut them."""

    def __init__(self):
        super().__init__()
        self.names, self.scripts, self.title = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.names and self.names[-1] == "script":
            self.scripts[-1] += data
        if self.names and self.names[-1] == "title":
            self.title += data


def read(page):
    elements = Elements()
    elements.feed(page)
    return elements


def test_hostile_text_stays_inside_its_script():
    payload = {"version": 1, "revision": "r", "clips": [{"name": HOSTILE}], "panes": []}
    elements = read(player_html(payload, title=HOSTILE))
    assert elements.names.count("script") == 2
    assert "img" not in elements.names
    assert json.loads(elements.scripts[0]) == payload
    assert elements.title.startswith("</script>")


def test_nothing_is_fetched():
    page = player_html({"version": 1}, title="alone")
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}  # a name, not an address that is opened
    assert "default-src 'none'" in page
    assert not re.search(r"^\s*(import|export)\b", page, re.MULTILINE)


def test_the_page_without_data_is_small():
    assert len(player_html({}, title="")) < 234_000


@pytest.mark.parametrize("braces", ["{title}", "{{}}", "{0}"])
def test_braces_in_names_are_only_braces(braces):
    elements = read(player_html({"name": braces}, title=braces))
    assert json.loads(elements.scripts[0]) == {"name": braces}
    assert elements.title.strip() == braces


def test_what_is_said_of_the_recording_is_only_text_in_one_fold():
    odd = [{"text": HOSTILE, "frames": []}, {"text": "It trembles.", "frames": [[1, 2]]}]
    elements = read(player_html({"clips": [{"name": HOSTILE, "notes": [HOSTILE], "warnings": odd}]}, title=""))
    assert elements.names.count("script") == 2
    assert elements.names.count("summary") == 1
    assert elements.names.count("li") == 3
    assert "img" not in elements.names
    assert "summary" not in read(player_html({}, title="")).names
    clips = [{"name": name, "notes": ["Turned."], "warnings": odd[1:]} for name in ("one", "one", "two")]
    assert "<summary>About this recording: 2 doubts and 2 notes</summary>" in player_html({"clips": clips}, title="")
    page = player_html({"clips": clips[:2]}, title="")
    assert "<summary>About this recording: 1 doubt and 1 note</summary>" in page
    assert "<li>doubt: It trembles.</li>" in page


def test_a_verdict_is_only_text():
    elements = read(player_html({}, title="", verdicts=[(HOSTILE, HOSTILE)]))
    assert elements.names.count("script") == 2
    assert elements.names.count("summary") == 1
    assert "img" not in elements.names
