"""Checks of an open page against the rules of axe-core."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What can differ in dark colours, which change nothing else. All rules run in light ones.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Brings every animation to its end and returns how many there were; one without end is removed.
# Wagtail's badges pulse for 25 seconds.
FINISH_ANIMATIONS = """() => {
  const running = document.getAnimations().filter((each) => each.playState !== "finished");
  for (const each of running) {
    try { each.finish(); } catch { each.cancel(); }
  }
  return running.length;
}"""


def finish_animations(page: Page) -> None:
    """Bring all animations to their end: what fades in has too little contrast until then."""
    page.evaluate("new Promise((done) => requestIdleCallback(done, { timeout: 1000 }))")
    for _ in range(20):
        page.wait_for_timeout(100)
        if not page.evaluate(FINISH_ANIMATIONS):
            return
    raise AssertionError("animations begin again and again")


def assert_no_violations(page: Page, *, scheme: str = "light") -> None:
    """Check all rules of axe in light colours; in dark ones those that depend on colours."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if scheme == "dark":
        options["runOnly"] = {"type": "rule", "values": RULES_OF_COLOUR}
    results = Axe().run(page, options=options)
    assert results.violations_count == 0, results.generate_report()


def assert_accessible(page: Page) -> None:
    """Check the rules of WCAG 2.2 AA, without axe's best practices.

    One best practice requires different names of landmarks, but in Wagtail's own form two pictures
    of a gallery have the same name.
    """
    finish_animations(page)
    results = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": WCAG})
    assert results.violations_count == 0, results.generate_report()
