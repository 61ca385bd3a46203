/* Structured text: Wagtail's Draftail with our own bar; tables and images stand between the text. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const { richUrl, richStyle } = document.querySelector("[data-edit-form]")?.dataset || {};

/* Draftail is 300 KB: it comes with the first text on the page, and with no other page. */
let coming = null;
const draftail = () => {
  coming ||= new Promise((done, failed) => {
    document.head.append(iso.el("link", { rel: "stylesheet", href: richStyle }));
    const script = iso.el("script", { src: richUrl });
    script.addEventListener("load", done, { once: true });
    script.addEventListener("error", () => failed(new Error("Chưa tải được ô soạn thảo. Hãy tải lại trang.")), { once: true });
    document.head.append(script);
  }).then(() => iso.textParts ||= iso.makeTextParts());
  return coming;
};

/* The words of a state, a line a block; a state of no blocks is words itself. */
iso.wordsOf = (state) => {
  if (!state || state === "null") return "";
  let raw = null;
  try { raw = JSON.parse(state); } catch { return state; }
  if (!Array.isArray(raw?.blocks)) return state;
  return raw.blocks.map((block) => {
    const entity = block.type === "atomic" && raw.entityMap?.[block.entityRanges?.[0]?.key];
    if (!entity) return block.text;
    return entity.type === "ISO-TABLE" ? `[Bảng${entity.data.caption ? ` ${entity.data.caption}` : ""}]` : `[Hình${entity.data.alt ? ` ${entity.data.alt}` : ""}]`;
  }).join("\n\n");
};

/* Whether words alone say it: no mark, no list, no table. */
const isPlain = (state) => {
  if (!state || state === "null") return true;
  let raw = null;
  try { raw = JSON.parse(state); } catch { return true; }
  return Array.isArray(raw?.blocks) && raw.blocks.every((block) => block.type === "unstyled"
    && !block.entityRanges?.length && !block.inlineStyleRanges?.length && /^d\d+$/.test(block.key));
};

class TextController extends Controller {
  static targets = ["input", "place", "said"];
  static values = { label: String };

  connect() {
    this.listeners ||= [
      [this.element, "iso:go", (event) => this.go(event)],
      // What was typed a moment ago is on the page before it is sent.
      [document, "iso:settle", () => this.editor?.saveState()],
      [this.element, "focusout", () => this.editor?.saveState()],
      [this.element, "keydown", (event) => this.leave(event)],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    // A row that is moved takes its editor along.
    if (this.started) return;
    this.started = true;
    this.say("Đang mở ô soạn thảo…");
    draftail().then((parts) => this.start(parts)).catch((error) => this.say(error.message));
  }

  disconnect() {
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
  }

  start(parts) {
    this.say("");
    // Draftail writes into an input of its own: ours stays as it is until something was changed.
    this.own = iso.el("input", { type: "hidden", id: `iso-${iso.newId()}` });
    this.own.value = this.raw();
    this.first = this.own.value;
    this.placeTarget.replaceChildren(this.own);
    window.draftail.initEditor(`#${this.own.id}`, {
      ...parts,
      ariaLabel: this.labelValue,
      placeholder: "",
      onSave: (raw) => this.save(raw),
      stateSaveInterval: 150,
    }, null);
    this.element.classList.toggle("is-empty", this.own.value === "null");
    const wanted = this.wanted;
    this.wanted = "";
    if (wanted) setTimeout(() => this.lead(wanted));
  }

  get editor() {
    return this.own?.draftailEditor;
  }

  /* What stands in the input, as Draftail reads it; words without blocks are paragraphs. */
  raw() {
    const state = this.inputTarget.value;
    if (!state) return "null";
    try {
      if (Array.isArray(JSON.parse(state)?.blocks)) return state;
    } catch { /* words */ }
    const blocks = state.split(/\n{2,}/).map((text, n) => ({ key: `d${n + 1}`, text, type: "unstyled", depth: 0, inlineStyleRanges: [], entityRanges: [], data: {} }));
    return JSON.stringify({ blocks, entityMap: {} });
  }

  save(raw) {
    const text = raw ? JSON.stringify(raw) : "";
    this.own.rawContentState = raw;
    this.element.classList.toggle("is-empty", !raw);
    if (this.inputTarget.value === text) return;
    this.inputTarget.value = text;
    iso.changed(this.inputTarget);
  }

  say(words) {
    this.saidTarget.textContent = words;
  }

  /* Tab belongs to lists here: Escape leads out of the text, to the bar above it. What was said of a
     paste is not so any more once it is undone. */
  leave(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.say("");
    if (event.key !== "Escape" || !event.target.closest("[contenteditable]")) return;
    event.preventDefault();
    this.element.querySelector(".text-bar button")?.focus();
  }

  /* Leads to the block that a problem or a comment is about. */
  go(event) {
    event.preventDefault();
    if (this.editor) this.lead(event.detail.pointer);
    // Pressed before the editor had come: it leads there once it has.
    else this.wanted = event.detail.pointer;
  }

  lead(pointer) {
    const rest = pointer.split("/");
    const numbers = rest.filter((part) => /^\d+$/.test(part)).map(Number);
    const blocks = this.editor?.getEditorState().getCurrentContent().getBlocksAsArray() || [];
    const name = this.element.dataset.pointer.split("/").pop();
    const at = rest.lastIndexOf(name);
    const block = blocks[at >= 0 ? Number(rest[at + 1]) : numbers.at(-1)] || blocks[0];
    const found = block && this.element.querySelector(`[data-offset-key^="${CSS.escape(block.getKey())}-"]`);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    this.element.querySelector(".public-DraftEditor-content").focus({ preventScroll: true });
    const { EditorState, SelectionState } = window.DraftJS;
    const selection = SelectionState.createEmpty(block.getKey());
    this.editor.onChange(EditorState.forceSelection(this.editor.getEditorState(), selection));
  }
}

/* In a table: the words themselves, and a button for all that words alone do not do. */
iso.controls = iso.controls || {};
iso.controls.blocks = (column, value, change, { label } = {}) => {
  const box = iso.el("div", { class: "text-cell" });
  const draw = () => {
    const plain = isPlain(value);
    const area = iso.el("textarea", { rows: 2, autocomplete: "off", "aria-label": label || column.label, readonly: !plain, value: iso.wordsOf(value) });
    area.addEventListener("input", () => { value = area.value; change(value); });
    const open = iso.el("button", { type: "button", class: "btn bare low", text: plain ? "Định dạng…" : "Sửa…", "aria-label": `Định dạng ${label || column.label}` });
    open.addEventListener("click", () => edit());
    box.replaceChildren(area, open);
  };
  const edit = () => {
    const { dialog, body, foot } = iso.dialog(label || column.label, { side: false });
    dialog.classList.add("is-wide");
    const input = iso.el("input", { type: "hidden", "data-iso-text-target": "input", value: value || "" });
    input.addEventListener("change", () => { value = input.value; change(value); });
    body.append(iso.el("div", { class: "text", "data-controller": "iso-text", "data-pointer": "", "data-iso-text-label-value": label || column.label },
      input, iso.el("div", { class: "text-place", "data-iso-text-target": "place" }),
      iso.el("p", { class: "grid-said", role: "status", "data-iso-text-target": "said" })));
    foot.append(iso.el("button", { type: "button", class: "btn go", text: "Xong", onclick: () => setTimeout(() => dialog.close(), 200) }));
    dialog.addEventListener("close", draw);
  };
  draw();
  return box;
};

window.wagtail.app.register("iso-text", TextController);
