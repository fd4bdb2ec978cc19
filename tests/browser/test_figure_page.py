"""A figure's page, opened from disk without a network."""

import numpy as np
import pytest

from sta_lstm.figures import confusion_heatmap, figure_html

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [380, 1200])
def test_a_confusion_matrix_opens_from_disk_and_asks_for_nothing(new_page, tmp_path, width):
    counts = np.array([[6, 2, 0], [0, 9, 0], [1, 0, 13]])
    path = tmp_path / "confusion.html"
    path.write_text(
        figure_html(confusion_heatmap(counts, ("wave", "<b>bow</b>", "kick")), title="demo", caption="top-1 90.3 %"),
        encoding="utf-8",
    )
    page = new_page(width=width, offline=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".heatmap-label")
    assert sorted(page.locator(".heatmap-label").all_text_contents()) == sorted(["6", "2", "9", "1", "13"])
    assert page.get_by_text("<b>bow</b>", exact=True).count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert asked == [path.as_uri()]
