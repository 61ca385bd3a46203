// What does not fit on the page as it stands: words wider than their box, and the page itself.
// Returns sentences; none when everything can be read.
() => {
  const found = [];
  const width = document.documentElement.clientWidth;
  const said = (element) => {
    const words = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 60);
    const classes = typeof element.className === "string" && element.className ? `.${element.className.trim().split(/\s+/).join(".")}` : "";
    return `<${element.tagName.toLowerCase()}${classes}> «${words}»`;
  };
  if (document.documentElement.scrollWidth > width + 1) {
    const widest = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1 && one.checkVisibility());
    const inner = widest.filter((one) => !widest.some((other) => other !== one && one.contains(other)));
    found.push(`page ${document.documentElement.scrollWidth} wide: ${inner.slice(0, 3).map(said).join(", ")}`);
  }
  const scrolls = (element) => /(auto|scroll)/.test(getComputedStyle(element).overflowX);
  const hidden = (element) => element.closest(".sr, [data-cut], [aria-hidden='true'], .w-sr-only, .c-sf-block__title") !== null;
  const pen = document.createElement("canvas").getContext("2d");
  for (const element of document.body.querySelectorAll("*")) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || hidden(element)) continue;
    const style = getComputedStyle(element);
    if (element.tagName === "SELECT" && !element.multiple) {
      const chosen = element.selectedOptions[0];
      pen.font = style.font;
      const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (chosen && pen.measureText(chosen.text.trim()).width > room + 1) found.push(`choice cut: ${said(element).slice(0, 30)} «${chosen.text.trim()}»`);
      continue;
    }
    if (/^(INPUT|TEXTAREA|SVG|IFRAME|OPTION|CANVAS|IMG)$/i.test(element.tagName) || element instanceof SVGElement) continue;
    if (scrolls(element)) continue;
    if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && element.innerText?.trim()) {
      const cuts = style.overflowX !== "visible";
      const boxed = /^(TD|TH|BUTTON|LABEL|SUMMARY|LEGEND)$/.test(element.tagName) || element.matches(".btn, .button, .state, .card, .chip, .fig");
      // What is placed over the page (menus, counts on a bell) is no overflow of the words.
      const flows = [...element.querySelectorAll("*")].some((one) => /(absolute|fixed)/.test(getComputedStyle(one).position));
      if (cuts || (boxed && !flows)) found.push(`cut: ${said(element)} ${element.scrollWidth} in ${element.clientWidth}`);
    }
  }
  return [...new Set(found)];
}
