"""Takes the pictures that `pages.json` names, from a running demo; `__main__` starts it."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PAGES = Path(__file__).with_name("pages.json")
PASSWORD = "iso-dien-tu"
# Name, width, height, colours.
LOOKS = (("1280", 1280, 900, "light"), ("390", 390, 844, "light"))
DARK = ("toi", 1280, 900, "dark")


def main() -> int:
    """Take all pictures of the demo at an address into a folder; say what could not be reached."""
    address, folder = sys.argv[1], Path(sys.argv[2])
    wanted: list[dict[str, Any]] = json.loads(PAGES.read_text(encoding="utf-8"))
    missing = []
    with sync_playwright() as playwright:
        path = os.environ["ISO_CHROMIUM"]
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for user in dict.fromkeys(row["user"] for row in wanted):
            missing += _of(browser, address, folder, user, wanted)
        browser.close()
    for name in missing:
        print(f"Không tới được: {name}", file=sys.stderr)
    return 1 if missing else 0


def _of(
    browser: Browser, address: str, folder: Path, user: str, wanted: list[dict[str, Any]]
) -> list[str]:
    """Take the pictures of one person."""
    context = browser.new_context(base_url=address, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    if user:
        page.goto("/admin/login/")
        page.fill("[name=login]", user)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_selector(".side", state="attached")
    missing = []
    for row in wanted:
        if row["user"] != user:
            continue
        if _reached(page, row):
            for name, width, height, colours in (*LOOKS, *([DARK] if row.get("dark") else [])):
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
                page.wait_for_timeout(150)
                page.screenshot(path=str(folder / f"{row['name']}-{name}.png"), full_page=True)
            if row.get("guide"):
                _for_guides(page, folder / "huong-dan", row)
        else:
            missing.append(row["name"])
    context.close()
    return missing


def _for_guides(page: Page, folder: Path, row: dict[str, Any]) -> None:
    """Take what a desktop shows at first, or with the part `at` that is told of, small enough to
    stand in a guide of `docs/guides/`."""
    name = row["name"].partition("-")[2]
    folder.mkdir(exist_ok=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    if "at" in row:
        page.locator(row["at"]).first.evaluate("one => one.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(150)
    with Image.open(io.BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").quantize(256).save(folder / f"{name}.png", optimize=True)


def _reached(page: Page, row: dict[str, Any]) -> bool:
    """Go to a page: an address, then what is followed on it."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    answer = page.goto(row["address"])
    if answer is None or answer.status != row.get("status", 200):
        return False
    for selector in row.get("follow", []):
        target = page.locator(selector).first
        if not target.count():
            return False
        target.click()
        page.wait_for_load_state()
    if "until" in row:
        page.locator(row["until"]).first.wait_for()
    # An editor asks for ever; what comes late is there by then.
    page.wait_for_timeout(600)
    return True


if __name__ == "__main__":
    sys.exit(main())
