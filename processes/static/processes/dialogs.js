// Forms in dialogs. Without this script a link leads to the page with the form standing open in it.
(() => {
  "use strict";
  let opener = null;

  const open = (dialog, from) => {
    opener = from;
    dialog.querySelectorAll(".dialog-close").forEach((one) => { one.hidden = false; });
    dialog.showModal();
    const first = dialog.querySelector("[role=alert]") || dialog.querySelector(".dialog-body :is(textarea, input, select):not([type=hidden])");
    if (first) first.focus();
  };

  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-opens]");
    const dialog = opens && document.getElementById(opens.dataset.opens);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      const menu = opens.closest("details.menu");
      if (menu) menu.open = false;
      open(dialog, menu ? menu.querySelector("summary") : opens);
      return;
    }
    const closes = event.target.closest("[data-closes]");
    const around = closes && closes.closest("dialog");
    if (around) {
      event.preventDefault();
      around.close();
    }
  });

  // Closed with Escape too, the keyboard goes on where it was.
  document.addEventListener("close", (event) => {
    if (event.target instanceof HTMLDialogElement && opener && opener.isConnected) opener.focus();
  }, true);

  // What the server left open (a refusal, or the address asks for it) lies over the page.
  const start = () => {
    const left = document.querySelector("dialog.dialog[open]");
    if (!left) return;
    left.close();
    open(left, document.querySelector(`[data-opens="${left.id}"]`));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
