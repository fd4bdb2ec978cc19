"""Every message in the readers' own source: short in what is wrong, and with what to do.

What only a rare damage brings out is judged here, not when a fuzz happens on it. What a message quotes is one letter
long here; the fuzz and the unhappy tables judge messages with what real files put into them.
"""

import ast
from pathlib import Path

from fuzz.judge import MAX_FIRST, says_what_to_do

import sta_lstm.formats
from sta_lstm.words import in_two

_FOLDER = Path(sta_lstm.formats.__file__).parent
_QUOTED = "x"


def _messages():
    """(place, message) of each ClipError of the readers, with a letter for what is put in."""
    for path in sorted(_FOLDER.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: statement.value
            for statement in tree.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ClipError" and node.args:
                yield f"{path.relative_to(_FOLDER)}:{node.lineno}", _text(node.args[0], constants)


def _text(node, constants):
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, constants) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, constants)
    if isinstance(node, ast.BinOp):
        return _text(node.left, constants) + _text(node.right, constants)
    if isinstance(node, ast.Name) and node.id in constants:
        return _text(constants[node.id], {})
    return _QUOTED


def test_each_message_says_shortly_what_is_wrong_and_then_what_to_do():
    found = [(place, text) for place, text in _messages() if text != _QUOTED]
    assert len(found) > 300
    for place, text in found:
        what, advice = in_two(text)
        assert len(what) <= MAX_FIRST, place
        # A message of one sentence gets general advice where readers are called (`guard.foreseen`); one that ends with
        # a sentence of another has that one's.
        assert not advice or advice.endswith(_QUOTED) or says_what_to_do(advice), f"{place}: {text}"
