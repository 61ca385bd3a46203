/* What the editor's scripts share: elements, rows of other lists, choices, labels of documents. */
const iso = (window.isoEditor = window.isoEditor || {});

iso.el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

/* A picture of our sheet (`registry/ui/icons.svg`), whose address the page gives. */
iso.icon = (name) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "ico");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${document.querySelector("[data-icons]")?.dataset.icons || ""}#${name}`);
  svg.append(use);
  return svg;
};

/* A new row's id is made here, so that other rows can refer to it before anything is saved. It
   starts with a letter: JSON Logic would take digits for an index. */
iso.newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(5));
  return `i${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
};

iso.titleOf = (row) => {
  for (const name of ["title", "label", "name", "term", "heading", "text", "number"]) {
    if (typeof row[name] === "string" && row[name].trim()) {
      const line = (iso.wordsOf?.(row[name]) ?? row[name]).trim().split("\n")[0];
      return line.length > 60 ? `${line.slice(0, 59)}…` : line;
    }
  }
  return "";
};

const jsonOf = (id, otherwise) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : otherwise;
};

iso.labels = jsonOf("iso-labels", {});

/* Rows of another top-level list of the same document, as it stands on the page now. */
iso.rows = (pointer) => {
  const grid = document.querySelector(`.grid[data-pointer="${CSS.escape(pointer)}"] > input`);
  if (grid) return JSON.parse(grid.value || "[]");
  const name = pointer.replace(/^\//, "");
  const field = document.querySelector(`[data-contentpath="${CSS.escape(name)}"]`);
  if (!field) return [];
  return [...field.querySelectorAll("[data-streamfield-child]:not([aria-hidden])")].map((child) => ({
    id: child.getAttribute("data-contentpath"),
    title: child.querySelector("input[type=text], textarea")?.value || "",
  }));
};

/* Lists that come with the page (the agency's units), by names that begin with @. */
const lists = jsonOf("iso-choices", {});

iso.choicesOf = (fixed, source) => {
  if (!source) return fixed;
  if (source.startsWith("@")) return lists[source] || [];
  return iso.rows(source)
    .filter((row) => row.id)
    .map((row, index) => [row.id, `${index + 1}. ${iso.titleOf(row) || "(chưa đặt tên)"}`]);
};

/* A stored value that is no choice any more stays, marked: opening a form must not lose it. */
iso.fillSelect = (select, choices, value, empty = "— chọn —") => {
  const known = choices.some(([key]) => key === value);
  const options = [iso.el("option", { value: "", text: empty })];
  if (value && !known) options.push(iso.el("option", { value, text: `${value} (không còn trong danh sách)` }));
  options.push(...choices.map(([key, label]) => iso.el("option", { value: key, text: label })));
  select.replaceChildren(...options);
  select.value = value || "";
};

/* Whether a field matters: every named sibling has one of the named values. */
iso.matters = (when, valueOf) =>
  Object.entries(when).every(([name, values]) => {
    const value = valueOf(name);
    return values.some((wanted) => String(wanted) === String(value));
  });

iso.csrf = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

iso.post = async (url, data) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": iso.csrf() },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout(60_000),
  }).catch(() => { throw new Error("Máy chủ chưa trả lời được. Hãy thử lại."); });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error || "Máy chủ chưa trả lời được. Hãy thử lại.");
  return told;
};

/* A modal dialog at the side; closes with Escape, gives the focus back. */
iso.dialog = (heading, { side = true } = {}) => {
  const back = document.activeElement;
  const id = `iso-dialog-${iso.newId()}`;
  const title = iso.el("h2", { id, text: heading });
  const body = iso.el("div", { class: "dialog-body" });
  const foot = iso.el("div", { class: "dialog-foot" });
  const leave = () => !dialog.hasAttribute("data-unkept")
    || window.confirm("Nội dung đang nhập ở đây chưa được dùng. Bỏ nội dung đó?");
  const close = iso.el("button", { type: "button", class: "btn bare low square", "aria-label": "Đóng" }, iso.icon("cross"));
  const dialog = iso.el(
    "dialog",
    { class: side ? "drawer" : "dialog is-work", "aria-labelledby": id },
    iso.el("div", { class: "dialog-head" }, title, close), body, foot,
  );
  close.addEventListener("click", () => { if (leave()) dialog.close(); });
  dialog.addEventListener("cancel", (event) => { if (!leave()) event.preventDefault(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back && back.isConnected) back.focus();
  });
  (document.querySelector(".app") || document.body).append(dialog);
  dialog.showModal();
  return { dialog, title, body, foot };
};

/* Draw the inside of a box anew, and leave the focus and the caret in the control where they were:
   the one that stands at the same place among its siblings. */
iso.redraw = (box, draw) => {
  const active = document.activeElement;
  const inside = box !== active && box.contains(active);
  const path = [];
  for (let node = active; inside && node !== box; node = node.parentNode) path.unshift([...node.parentNode.children].indexOf(node));
  const caret = inside && iso.caretOf(active);
  draw();
  if (!inside || box.contains(document.activeElement)) return;
  const found = path.reduce((node, index) => node?.children[index], box);
  if (found?.matches(active.tagName.toLowerCase())) iso.focusAt(found, caret);
};

/* Where the caret stands in a text, if anywhere; and putting it there. */
iso.caretOf = (control) => (typeof control.selectionStart === "number"
  ? [control.selectionStart, control.selectionEnd, control.selectionDirection, control.scrollTop] : null);

iso.focusAt = (control, caret) => {
  control.focus({ preventScroll: true });
  if (!caret || typeof control.selectionStart !== "number") return;
  control.setSelectionRange(...caret.slice(0, 3));
  control.scrollTop = caret[3];
};

/* Tell those who watch (unsaved changes, autosave, preview) that a hidden input changed. */
iso.changed = (input) => {
  input.dispatchEvent(new Event("change", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("iso:edited"));
};

/* The unsaved document as the page holds it: {property: state}, rows of grids as lists. */
iso.pageState = () => {
  const body = {};
  document.querySelectorAll("[data-tab] .grid[data-pointer]").forEach((grid) => {
    const name = grid.dataset.pointer.slice(1);
    if (name && !name.includes("/")) body[name] = JSON.parse(grid.querySelector(":scope > input").value || "[]");
  });
  document.querySelectorAll("[data-tab] [data-contentpath]").forEach((field) => {
    const name = field.dataset.contentpath;
    const input = field.querySelector("input[name], textarea[name], select[name]");
    if (!input || name in body || field.parentElement.closest("[data-contentpath]")) return;
    body[name] = input.type === "checkbox" ? input.checked : input.value;
  });
  return body;
};
