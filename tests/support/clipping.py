"""Nothing of a page is cut: no sideways scroll, no element wider than its box, no choice half shown."""

from playwright.sync_api import Page

_LOOK = """() => {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`page: ${document.documentElement.scrollWidth}`);
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (element, style, text) => {
    pen.font = style.font;
    const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return pen.measureText(text).width > room + 1;
  };
  // What is meant to scroll in a box of its own, or is only heard.
  const apart = ".scroll, .tabs, .chips, .sr, .side, iframe, svg, [aria-hidden=true]";
  for (const element of document.querySelectorAll("main *, .top *, dialog[open] *")) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || style.visibility === "hidden" || style.clipPath !== "none") continue;
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`;
    const said = (element.getAttribute("aria-label") || element.textContent).trim().slice(0, 40);
    if (element.matches("select")) {
      const text = element.selectedOptions[0]?.text || "";
      if (wide(element, style, text)) found.push(`cut choice «${text}»: ${said}`);
    } else if (element.matches("input") && element.placeholder && !element.value) {
      if (wide(element, style, element.placeholder)) found.push(`cut hint «${element.placeholder}»`);
    } else if (!element.matches("input, textarea, option") && !element.closest(apart)
        && element.parentElement.clientWidth > 1) {
      const cuts = style.overflowX !== "visible" && style.display !== "inline" && style.textOverflow !== "ellipsis";
      if (cuts && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) found.push(`cut ${name}: ${said}`);
      else if (box.right > innerWidth + 1) found.push(`outside ${name}: ${said}`);
    }
  }
  return [...new Set(found)].slice(0, 20);
}"""


def clipped(page: Page) -> list[str]:
    """List what is cut on the page as it stands, in words for whoever mends it."""
    return [f"{page.url}: {one}" for one in page.evaluate(_LOOK)]
