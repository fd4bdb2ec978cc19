"""``sta-lstm table``: results of cross-validations as one table for a paper."""

from __future__ import annotations

import argparse
from pathlib import Path

from sta_lstm.cli.command import Command
from sta_lstm.cli.text import notice, print_lines
from sta_lstm.errors import SettingsError

_ENDINGS = (".md", ".tex", ".csv")
_MOST_FILES = 50


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "results", nargs="+", type=Path, metavar="RESULTS", help="what 'sta-lstm crossval' wrote, one JSON file or more"
    )
    parser.add_argument(
        "--of",
        choices=("accuracy", "classes", "confusion", "pairs"),
        default="accuracy",
        help="accuracies with their spread over the seeds (the default); by class; the confusion of the first; or for "
        "each two, which of them is ahead, by McNemar's exact test over the clips",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="write it as Markdown, LaTeX or CSV, by its ending: .md, .tex, .csv"
    )


def _run(options: argparse.Namespace) -> None:
    if options.out is not None and options.out.suffix.lower() not in _ENDINGS:
        raise SettingsError(f"cannot write '{options.out}': choose a name that ends in {', '.join(_ENDINGS)}.")
    if len(options.results) > _MOST_FILES:
        raise SettingsError(f"{len(options.results)} results are more than a table holds; give {_MOST_FILES} at most.")

    from sta_lstm.disk import check_place, write_whole
    from sta_lstm.papers import latex_table, markdown_table
    from sta_lstm.spreadsheet import csv_text
    from sta_lstm.training.folds import report

    if options.out is not None:
        check_place(options.out, inputs=options.results)
    results = [report.CrossvalResults.of_file(path) for path in options.results]
    if options.of == "pairs" and len(results) < 2:
        raise SettingsError("to say which is ahead, give two results or more.")
    if options.of == "confusion":
        table = report.confusion(results[0])
    else:
        table = {"accuracy": report.summary, "classes": report.by_class, "pairs": report.ahead}[options.of](results)
    if options.out is None:
        print_lines(markdown_table(table).splitlines())
        return
    suffix = options.out.suffix.lower()
    if suffix == ".csv":
        written = csv_text(table)
    else:
        written = markdown_table(table) if suffix == ".md" else latex_table(table, _CAPTIONS[options.of])
    write_whole(options.out, written.encode())
    notice(f"wrote {options.out}")


_CAPTIONS = {
    "accuracy": "Accuracy: mean over the seeds, each the mean over its folds, ± the standard deviation over the seeds.",
    "classes": "Share of the clips of each class that is named rightly: mean over the seeds ± standard deviation.",
    "confusion": "Clips of each class (rows) by the class that they were given (columns), over all folds and seeds.",
    "pairs": "Clips that most seeds of one name rightly and of the other do not; p by McNemar's exact test.",
}

COMMAND = Command(
    name="table",
    help="put results of cross-validations into one table",
    description="Put what 'sta-lstm crossval' wrote into one table for a paper, as Markdown, LaTeX or CSV.",
    add_arguments=_add_arguments,
    run=_run,
)
