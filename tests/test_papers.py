"""Tables for papers: whatever stands in a cell stays in its cell."""

import pandas as pd

from sta_lstm.papers import latex_table, markdown_table

ODD = "50\N{NO-BREAK SPACE}% & more_|\\~^#{}$\n±×−"


def test_markdown_keeps_its_columns():
    text = markdown_table(pd.DataFrame({"a|b": [ODD], "c": [1]}))
    assert text.splitlines()[0] == "| a\\|b | c |"
    assert text.count("\n") == 3


def test_latex_has_no_mark_that_means_something():
    text = latex_table(pd.DataFrame({"a_b": [ODD]}), "50 % of")
    assert "a\\_b" in text
    assert r"\caption{50 \% of}" in text
    assert (
        r"50~\% \& more\_|\textbackslash{}\textasciitilde{}\textasciicircum{}\#\{\}\$ $\pm$$\times$$-$ \\\\"[:-2]
        in text
    )
