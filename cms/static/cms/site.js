// Buttons that work only with this script stay hidden without it. Nothing is asked of other sites.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const say = (text) => {
  const place = document.querySelector("[data-copied]");
  if (place) place.textContent = text;
};
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      say("Đã sao chép địa chỉ.");
    } catch {
      say("Địa chỉ đã được chọn; hãy bấm Ctrl+C để sao chép.");
    }
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const url = document.getElementById("dia-chi").value;
    navigator.share({ title: document.title, url }).catch(() => {});
  });
}
// The list of what is on the page marks where the reader is.
const ways = new Map();
for (const way of document.querySelectorAll(".toc a")) {
  const place = document.getElementById(way.hash.slice(1));
  if (place) ways.set(place.tagName === "H2" ? place.parentElement : place, way);
}
const seen = new Set();
const watcher = new IntersectionObserver(
  (changes) => {
    for (const change of changes) seen[change.isIntersecting ? "add" : "delete"](change.target);
    const now = [...ways.keys()].find((place) => seen.has(place));
    if (!now) return;
    for (const [place, way] of ways) {
      if (place === now) way.setAttribute("aria-current", "true");
      else way.removeAttribute("aria-current");
    }
  },
  { rootMargin: "-10% 0px -50% 0px" },
);
for (const place of ways.keys()) watcher.observe(place);
// What is folded is read on paper too; the drawing only where somebody opened it.
const folded = () => document.querySelectorAll("details.fold:not(.drawing):not([open])");
window.addEventListener("beforeprint", () => {
  for (const fold of folded()) {
    fold.open = true;
    fold.dataset.forPaper = "";
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("[data-for-paper]")) {
    fold.open = false;
    delete fold.dataset.forPaper;
  }
});
