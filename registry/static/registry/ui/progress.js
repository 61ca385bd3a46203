// A part of a page that tells of work under way asks for itself again until that is over: `data-progress`
// is the address of the page that it stands on. Nobody who ticks or writes in it is disturbed.
// `data-every` says in how many seconds, `data-reload` that the whole page is another when it is over.
(() => {
  "use strict";
  const SOON_MS = 3000;
  const LATEST_MS = 20000;

  const watch = (part, pause) => setTimeout(async () => {
    const there = document.getElementById(part.id);
    if (!there?.hasAttribute("data-progress")) return;
    const busy = document.hidden || there.querySelector("input:checked, details[open]") || there.contains(document.activeElement);
    if (!busy) {
      const text = await fetch(there.dataset.progress, { headers: { Accept: "text/html", "X-Asks-Itself": "1" } })
        .then((answer) => (answer.ok && !answer.redirected ? answer.text() : "")).catch(() => "");
      const fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
      if (fresh) {
        if (fresh.innerHTML !== there.innerHTML) there.innerHTML = fresh.innerHTML;
        if (!fresh.hasAttribute("data-progress")) {
          there.removeAttribute("data-progress");
          if (there.hasAttribute("data-reload")) location.reload();
          return;
        }
      }
    }
    watch(there, there.dataset.every ? pause : Math.min(pause * 1.2, LATEST_MS));
  }, pause);

  document.querySelectorAll("[data-progress][id]").forEach((part) => watch(part, part.dataset.every * 1000 || SOON_MS));
})();
