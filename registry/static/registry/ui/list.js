// Lists by keyboard: j and k, or the arrows, go from row to row; a click anywhere on a row opens it.
(() => {
  "use strict";
  if (window.isoLists) return;
  window.isoLists = true;
  const INTERACTIVE = "a, button, input, select, textarea, label, summary";
  const links = () => [...document.querySelectorAll("[data-list] tbody a.name")].filter((one) => one.offsetParent);
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    const by = step[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const all = links();
    const row = event.target.closest("[data-list] tbody tr");
    // The arrows scroll the page until somebody is in the list.
    if (!all.length || (!row && event.key.startsWith("Arrow"))) return;
    const here = row ? all.findIndex((one) => row.contains(one)) : -1;
    const next = all[row ? here + by : by > 0 ? 0 : all.length - 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  });

  document.querySelectorAll("[data-list] tbody tr").forEach((row) => {
    const link = row.querySelector("a.name");
    if (!link) return;
    row.classList.add("is-link");
    row.addEventListener("click", (event) => {
      if (event.target.closest(INTERACTIVE) || String(window.getSelection())) return;
      if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
      else link.click();
    });
  });
})();
