/** Words that are selected in a text, or a place that changed, are taken over into the form of a comment;
 * quoted words are marked where they stand. Without this script the place is chosen in the form. */
const form = document.getElementById("gop-y");

/* Words may be cut by marks of layout: each piece is marked where it stands. */
const mark = (quote, part) => {
  const words = quote.textContent.trim();
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let all = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push([node, all.length, node.length]);
    all += node.data;
  }
  const start = words ? all.indexOf(words) : -1;
  if (start < 0) return;
  for (const [node, at, length] of nodes) {
    const from = Math.max(0, start - at);
    const to = Math.min(length, start + words.length - at);
    if (from >= to) continue;
    const found = node.splitText(from);
    found.splitText(to - from);
    const piece = document.createElement("mark");
    found.replaceWith(piece);
    piece.append(found);
  }
};

for (const quote of document.querySelectorAll("[data-quote]")) {
  const part = document.querySelector(`[data-document="${quote.dataset.quote}"]`);
  if (part) mark(quote, part);
}

// Which whole texts were opened in this sitting: it reminds, and decides nothing.
for (const told of document.querySelectorAll("[data-read]")) {
  const say = () => {
    const read = sessionStorage.getItem(told.dataset.read);
    told.textContent = read ? "đã đọc" : "chưa đọc cả văn bản";
    told.classList.toggle("is-good", Boolean(read));
  };
  for (const text of told.closest("[data-document]").querySelectorAll("details")) {
    const note = () => {
      if (!text.open) return;
      sessionStorage.setItem(told.dataset.read, "1");
      say();
    };
    text.addEventListener("toggle", note);
    note();
  }
  told.hidden = false;
  say();
}

if (form) {
  const { cho, trich } = form.elements;
  const words = form.elements["noi-dung"];

  const take = (value, text) => {
    const there = [...cho.options].map((one) => one.value);
    let place = value;
    // A cell of a row: the row; a place that is not offered: what is around it.
    while (!there.includes(place) && place.includes("/")) place = place.slice(0, place.lastIndexOf("/"));
    if (there.includes(place)) cho.value = place;
    trich.value = text.slice(0, 500);
    form.scrollIntoView({ block: "center" });
    words.focus({ preventScroll: true });
  };

  // registry/reading/selecting.js tells of selected words.
  document.addEventListener("selected-act", (event) => {
    const { at, text } = event.detail;
    const part = at.closest("[data-document]");
    take(at.closest("[data-place]")?.dataset.place ?? `${part.dataset.document}:`, text);
  });
  for (const link of document.querySelectorAll("[data-comment]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      take(link.dataset.comment, "");
    });
  }
}
