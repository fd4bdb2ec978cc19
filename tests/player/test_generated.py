"""What JavaScript, style sheets and Streamlit are told is what Python says."""

import tomllib
from pathlib import Path

import pytest

from sta_lstm.player.generated import generated_files
from sta_lstm.scene import look

ROOT = Path(__file__).parents[2]
FILES = generated_files(ROOT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_generated_file_is_as_it_would_be_written(path):
    assert path.read_text(encoding="utf-8") == FILES[path], "run `make look`"


@pytest.mark.parametrize(("table", "scheme"), [("light", look.LIGHT), ("dark", look.DARK)])
def test_streamlit_has_our_colours(table, scheme):
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"][table]
    assert theme["primaryColor"] == theme["linkColor"] == scheme.accent
    assert (theme["backgroundColor"], theme["secondaryBackgroundColor"]) == (scheme.background, scheme.surface)
    assert (theme["textColor"], theme["grayTextColor"]) == (scheme.text, scheme.muted)
    assert theme["chartCategoricalColors"][:2] == [look.hex_of(hue) for hue in scheme.persons[:2]]
