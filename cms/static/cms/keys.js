// The keyboard: «?» shows what it can do, «g» and a letter go to a page. Whoever turned single keys
// off in the settings of the workspace (WCAG 2.1.4) still opens the help from the menu.
(() => {
  "use strict";
  const help = document.getElementById("keys");
  if (!help) return;
  const SOON_MS = 1500;
  const enabled = help.dataset.enabled === "true";
  let since = 0;

  const show = () => {
    help.querySelectorAll("[data-keys-of]").forEach((part) => {
      part.hidden = !document.querySelector(`main ${part.dataset.keysOf}`);
    });
    if (!help.open) help.showModal();
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!enabled || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "?") {
      event.preventDefault();
      event.stopImmediatePropagation();
      show();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const link = Date.now() - since < SOON_MS ? help.querySelector(`[data-go="${CSS.escape(event.key)}"]`) : null;
    since = event.key === "g" ? Date.now() : 0;
    if (link) {
      event.preventDefault();
      window.location.assign(link.href);
    }
  }, true);
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
  document.querySelectorAll("[data-keys]").forEach((one) => {
    one.addEventListener("click", () => {
      one.closest("details").open = false;
      show();
    });
  });
})();
