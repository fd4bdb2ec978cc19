"""The first visit in a server's life: nothing is seen but the app itself, however long its first run takes."""

import shutil

import pytest
from browsing import APP, WAIT

pytestmark = pytest.mark.browser

#: To be run before a page's own scripts: whatever stands in the side bar as a way to a page, from the first moment on.
WATCH = r"""
(() => {
  const seen = (window.seen = new Set());
  const look = () => {
    for (const each of document.querySelectorAll('[data-testid="stSidebarNavLink"]')) {
      seen.add(each.innerText.trim().split('\n').pop());
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
PAGES = {"Inspect", "Evidence", "Compare", "Two clips", "Many clips", "Data set", "Over training", "Guide"}


@pytest.mark.parametrize(("address", "title"), [("", "High five"), ("/guide", "What attention cannot tell")])
def test_no_list_of_files_is_seen_before_the_first_run(context, streamlit_app, tmp_path, address, title):
    for name in ("app_pages", ".streamlit"):
        shutil.copytree(APP.parent / name, tmp_path / name)
    script = tmp_path / APP.name
    script.write_text(f"import time\n\ntime.sleep(2)\n{APP.read_text(encoding='utf-8')}", encoding="utf-8")
    served = streamlit_app(script)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(served + address)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Guide").wait_for(timeout=WAIT)
    page.get_by_role("heading", name=title).wait_for(timeout=WAIT)
    found = set(page.evaluate("() => [...window.seen]"))
    page.close()
    assert found == PAGES
