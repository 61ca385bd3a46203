/** Words that are selected in a text get a button beside them. The text says what it is called
 * (`data-selected-act`) and where it leads (`data-selected-url`): the heading above goes along, and the
 * words as a fragment, which stands in no log. Without an address the text hears of it (`selected-act`). */
const MOST = 4000;
const button = document.createElement("button");
button.type = "button";
button.classList.add("btn", "low", "at-selection");
button.hidden = true;
document.body.append(button);
let chosen = null;

const heading = (root, node) => {
  let above = "";
  for (const one of root.querySelectorAll("h2, h3, h4")) {
    if (!(one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)) break;
    above = one.textContent.trim().replace(/\s+/g, " ");
  }
  return above;
};

const offer = () => {
  const picked = document.getSelection();
  const text = picked && !picked.isCollapsed ? picked.toString().trim().replace(/\s+/g, " ") : "";
  const at = text && picked.anchorNode?.parentElement;
  const root = at && at.closest("[data-selected-act]");
  button.hidden = !root;
  if (!root) return;
  chosen = { root, at, text: text.slice(0, MOST) };
  button.textContent = root.dataset.selectedAct;
  const box = picked.getRangeAt(0).getBoundingClientRect();
  button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 190)) + scrollX}px`;
  button.style.top = `${box.bottom + 6 + scrollY}px`;
};
document.addEventListener("selectionchange", offer);
// Somebody may have been quicker than this script.
offer();
// Pressing it must not take the selection away first.
button.addEventListener("pointerdown", (event) => event.preventDefault());
button.addEventListener("click", () => {
  button.hidden = true;
  if (!chosen) return;
  const { root, at, text } = chosen;
  const url = root.dataset.selectedUrl;
  if (!url) root.dispatchEvent(new CustomEvent("selected-act", { bubbles: true, detail: { at, text } }));
  else location.assign(`${url}?muc=${encodeURIComponent(heading(root, at))}#doan=${encodeURIComponent(text)}`);
});
