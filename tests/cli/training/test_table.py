"""``sta-lstm table``: the committed results as tables of every kind."""

from pathlib import Path

import pandas as pd
import pytest

from sta_lstm.cli import main

RESULTS = Path(__file__).parents[2] / "benchmarks" / "results"
SBU = [str(RESULTS / f"{name}.json") for name in ("sbu-sta", "sbu-plain-sta")]
KINDS = ("accuracy", "classes", "confusion", "pairs")


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_printed_as_markdown(capsys, kind):
    assert main(["table", *SBU, "--of", kind]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.count("|") for line in lines} == {lines[0].count("|")}
    assert len(lines) >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_written_as_latex_and_csv(tmp_path, kind, capsys):
    for ending in ("tex", "csv", "md"):
        assert main(["table", *SBU, "--of", kind, "--out", str(tmp_path / f"t.{ending}")]) == 0
    latex = (tmp_path / "t.tex").read_text(encoding="utf-8")
    assert latex.count("\\begin") == latex.count("\\end") == 2
    assert "\N{NO-BREAK SPACE}" not in latex
    table = pd.read_csv(tmp_path / "t.csv")
    assert latex.count("\\\\\n") == 1 + len(table)
    assert (tmp_path / "t.md").read_text(encoding="utf-8").count("\n") == 2 + len(table)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([*SBU, "--out", "t.pdf"], "choose a name that ends in .md, .tex, .csv"),
        ([SBU[0], "--of", "pairs"], "to say which is ahead, give two results or more"),
        (["none.json"], "does not hold what 'sta-lstm crossval' writes"),
        (SBU * 30, "60 results are more than a table holds"),
    ],
)
def test_what_cannot_be_made_is_one_sentence(capsys, arguments, says):
    assert main(["table", *arguments]) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
