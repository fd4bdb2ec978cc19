"""Text from files is given to Streamlit through the functions that make it showable: every place that is, is looked at.

What goes another way round (through variables) is found where the pages run: `tests/pages/test_hostile_names.py`.
"""

import ast
from pathlib import Path

import pytest

import sta_lstm.ui

HOME = Path(sta_lstm.ui.__file__).parent
#: What shows text, of Streamlit's.
SHOWS = {
    *("title", "header", "subheader", "markdown", "caption", "text", "info", "warning", "error", "success", "toast"),
    *("button", "download_button", "popover", "expander", "tabs", "progress", "spinner", "status", "metric", "badge"),
    *("selectbox", "multiselect", "radio", "pills", "segmented_control", "checkbox", "toggle", "slider", "text_input"),
    *("number_input", "file_uploader", "form_submit_button", "page_link", "set_page_config", "write"),
}
#: Attributes that hold text from a file, or from whoever made it.
FOREIGN = {
    *("name", "names", "label", "title", "titles", "checkpoint", "entry", "class_name", "class_names", "joints"),
    *("note", "notes", "reason", "sentence", "sentences", "message", "stem", "format", "unit"),
}
SHOWABLE = {
    "escaped",
    "title_line",
    "file_name",
    "label_line",
    "person_letter",
    "counted",
    "len",
    "persons_shown",
    "index",
}
#: Arguments that nobody sees.
UNSEEN = {"key", "icon", "on_click", "on_change", "data", "mime", "type", "width", "args", "kwargs"}


def called(node):
    name = node.func
    return name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def is_ours(node):
    """Whether it is an attribute of an entry in a table of the package's own, as in ``LAYOUTS[name].title``."""
    return isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value).lstrip("_").isupper()


def foreign(node):
    """Attributes with strangers' text in an expression that no function makes showable."""
    if isinstance(node, ast.Call):
        if called(node) in SHOWABLE:
            return
        children = [*node.args, *(each.value for each in node.keywords)]  # what is called is no text
    elif isinstance(node, ast.IfExp):
        children = [node.body, node.orelse]
    elif isinstance(node, ast.Compare):
        return
    else:
        children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Attribute) and node.attr in FOREIGN and not is_ours(node):
        yield ast.unparse(node)
        return
    for child in children:
        yield from foreign(child)


def given(call):
    """What a call shows; options only where nothing says how they are shown."""
    words = {each.arg: each.value for each in call.keywords if each.arg not in UNSEEN}
    yield from (call.args[:1] if "format_func" in words else call.args)
    yield from (value for name, value in words.items() if name != "options" or "format_func" not in words)


def forgotten(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in SHOWS:
            for shown in given(node):
                yield from (f"line {node.lineno}: {each}" for each in foreign(shown))


@pytest.mark.parametrize("path", sorted(HOME.rglob("*.py")), ids=lambda path: path.relative_to(HOME).as_posix())
def test_no_text_from_a_file_is_shown_as_it_is(path):
    assert not list(forgotten(path.read_text("utf-8")))


@pytest.mark.parametrize(
    "line",
    [
        "st.title(clip.name)",
        "st.caption(f'{escaped(clip.name)} under {found.checkpoint}')",
        "left.selectbox('Class', prediction.class_names, key='a')",
        "st.selectbox('Class', keys, format_func=lambda key: sources[key].title)",
        "st.download_button('CSV', file_name=clip.name + '.csv')",
        "st.caption(f'{escaped(span.label)}: {span.note}')",
        "st.info(' '.join(each.reason for each in found))",
        "st.error(str(error.message))",
    ],
)
def test_a_place_that_forgets_is_found(line):
    assert len(list(forgotten(line))) == 1
