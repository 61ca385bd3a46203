// A button pressed twice does nothing twice, and shows that it was pressed: every form of the workspace
// that changes something. `data-working` on a button gives other words; `data-again` on a form lets it be
// sent again at once (it answers with a file, or into the page).
(() => {
  "use strict";
  const LONGEST_MS = 60000;
  const WORDS = "Đang làm…";
  const sent = new Map();

  const release = (form) => {
    const held = sent.get(form);
    if (!held) return;
    clearTimeout(held.timer);
    if (held.button) {
      held.button.removeAttribute("aria-disabled");
      held.button.removeAttribute("aria-busy");
      held.button.replaceChildren(...held.kept);
    }
    sent.delete(form);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    const button = event.submitter;
    const method = (button?.getAttribute("formmethod") || form.getAttribute("method") || "get").toLowerCase();
    if (method !== "post" || (button?.getAttribute("formtarget") || form.target) === "_blank") return;
    if (form.matches("[data-again], [data-edit-form]")) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    const held = { button: null, kept: [], timer: setTimeout(() => release(form), LONGEST_MS) };
    sent.set(form, held);
    // After the form has taken what it sends: a button's own name and value go with it.
    setTimeout(() => {
      if (!button?.matches("button") || !sent.has(form)) return;
      held.button = button;
      held.kept = [...button.childNodes];
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-busy", "true");
      button.replaceChildren(button.dataset.working || WORDS);
    });
  });
  // Back from the next page: everything can be pressed again.
  window.addEventListener("pageshow", () => [...sent.keys()].forEach(release));

  // The name of a chosen file stands where one chooses it.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches?.('.drop input[type="file"]')) return;
    const words = input.closest(".drop").querySelector("[data-file]");
    words.dataset.otherwise ||= words.textContent;
    const names = [...input.files].map((file) => file.name);
    const more = names.length > 3 ? ` và ${names.length - 2} tệp khác` : "";
    words.textContent = (more ? names.slice(0, 2) : names).join(", ") + more || words.dataset.otherwise;
  });
})();
