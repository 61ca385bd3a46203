/* The grid: rows of a list as a table; paste from Word or Excel, move, undo, details in a drawer. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const PLACE = "#";

/* Text of a copied cell: paragraphs and line breaks kept, Word's other white space folded. */
const textOf = (cell) => {
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.replace(/[\s\u00a0]+/g, " ");
    if (node.nodeName === "BR") return "\n";
    const inside = [...node.childNodes].map(walk).join("");
    return /^(P|DIV|LI|H\d)$/.test(node.nodeName) ? `${inside}\n` : inside;
  };
  return walk(cell).replace(/ *\n */g, "\n").replace(/\n{2,}/g, "\n").trim();
};

/* Rows of a copied table; merged cells keep their columns in line. */
const rowsOfTable = (table) => {
  const rows = [];
  const waiting = [];
  for (const tr of table.rows) {
    const row = [];
    const take = () => {
      while (waiting[row.length] > 0) { waiting[row.length] -= 1; row.push(""); }
    };
    for (const cell of tr.cells) {
      take();
      for (let n = 0; n < cell.colSpan; n += 1) {
        waiting[row.length] = cell.rowSpan - 1;
        row.push(n === 0 ? textOf(cell) : "");
      }
    }
    take();
    rows.push(row);
  }
  return rows;
};

const rowsOfPaste = (data, lines) => {
  const html = data.getData("text/html");
  const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (table && (table.rows.length > 1 || table.rows[0]?.cells.length > 1)) return rowsOfTable(table);
  const text = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (text.includes("\t")) return text.split("\n").map((line) => line.split("\t"));
  if (lines && text.includes("\n")) return text.split("\n").map((line) => [line]);
  return null;
};

class GridController extends Controller {
  static targets = ["input", "scroll", "bar", "said"];
  static values = { columns: Array, idName: String, kind: String, label: String, numbered: String,
    paste: Boolean, lines: Boolean };

  connect() {
    this.pointer = this.element.dataset.pointer;
    this.rows = JSON.parse(this.inputTarget.value || "[]");
    this.problems = new Map();
    this.undo = null;
    this.seen = "";
    this.listeners = [
      [document, "iso:problems", (event) => this.takeProblems(event.detail)],
      [document, "iso:rows", (event) => this.otherRows(event.detail)],
      [this.element, "iso:go", (event) => this.go(event)],
      [this.element, "paste", (event) => this.pasted(event)],
      [this.element, "keydown", (event) => this.key(event)],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    this.takeProblems(iso.problems?.() || [], false);
    this.renderBar();
    this.render();
    // Scripts of other packages add to a table what its kind needs: a button, a mark on rows.
    this.element.isoGrid = this;
    this.element.dispatchEvent(new CustomEvent("iso:grid", { bubbles: true }));
  }

  disconnect() {
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
  }

  get shown() {
    return this.columnsValue.filter((column) => column.column >= 0)
      .sort((a, b) => a.column - b.column)
      .flatMap((column) => column.type === "each"
        ? iso.rows(column.each).map((row) => ({ ...column, row, label: `${column.bare ? "" : column.label} ${iso.titleOf(row)}`.trim() }))
        : [column]);
  }

  commit(structure = true) {
    this.inputTarget.value = this.rows.length ? JSON.stringify(this.rows) : "[]";
    iso.changed(this.inputTarget);
    if (structure && this.pointer) {
      document.dispatchEvent(new CustomEvent("iso:rows", { detail: { pointer: this.pointer, from: this } }));
    }
  }

  /* Another list changed: our time columns and choices follow it. */
  otherRows({ pointer, from }) {
    if (from === this || !this.columnsValue.some((column) => column.each === pointer)) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.render(), 300);
  }

  keyOf(row) {
    return row[this.idNameValue] ?? row[PLACE];
  }

  takeProblems(problems, render = true) {
    const found = new Map();
    for (const problem of problems) {
      if (!this.pointer || !problem.pointer.startsWith(`${this.pointer}/`)) continue;
      const [index, name = ""] = problem.pointer.slice(this.pointer.length + 1).split("/");
      const row = this.rows[Number(index)];
      if (!row) continue;
      const key = this.keyOf(row);
      found.set(key, [...(found.get(key) || []), { ...problem, name }]);
    }
    this.problems = found;
    if (render) this.markProblems();
  }

  problemsOf(row, name) {
    const all = this.problems.get(this.keyOf(row)) || [];
    return name === undefined ? all : all.filter((problem) => problem.name === name);
  }

  /* A citation of which nothing but its text is known says so itself. */
  unknown(row) {
    if (!this.linesValue || !row.text || row.number || (row.type && row.title)) return [];
    return [{ name: "", severity: "warning", message: "chưa nhận ra số, ký hiệu; giữ nguyên văn." }];
  }

  tr(index) {
    return this.scrollTarget.querySelector(`:scope > table > tbody > tr[data-index="${index}"]`);
  }

  /* Marks are put on the cells that stand: typing must never lose its place. The words stand in a
     row of their own below, so that they don't stretch a narrow cell. */
  markProblems() {
    const all = (selector) => this.scrollTarget.querySelectorAll(`:scope > table > tbody > ${selector}`);
    all(".iso-grid__problems").forEach((element) => element.remove());
    all("tr > .iso-cell--wrong").forEach((element) => element.classList.remove("iso-cell--wrong"));
    this.rows.forEach((row, index) => {
      const tr = this.tr(index);
      const found = [...this.problemsOf(row), ...this.unknown(row)];
      if (!tr || !found.length) return;
      const lines = found.map((problem) => {
        if (problem.severity === "error") {
          tr.querySelectorAll(`:scope > [data-name="${CSS.escape(problem.name)}"]`).forEach((cell) => cell.classList.add("iso-cell--wrong"));
        }
        const label = this.columnsValue.find((column) => column.name === problem.name)?.label;
        return iso.el("p", { class: `iso-cell-problem iso-problem--${problem.severity}`, text: label ? `${label}: ${problem.message}` : problem.message });
      });
      tr.after(iso.el("tr", { class: "iso-grid__problems" }, iso.el("td"),
        iso.el("td", { colspan: tr.children.length - 1 }, ...lines)));
    });
  }

  render() {
    const active = this.place();
    const columns = this.shown;
    const table = iso.el("table", { class: "iso-grid__table" },
      iso.el("caption", { class: "w-sr-only", text: `${this.labelValue}. Alt và mũi tên lên, xuống để chuyển dòng.` }),
      iso.el("thead", {}, iso.el("tr", {},
        iso.el("th", { scope: "col", class: "iso-grid__number", text: this.numberedValue }),
        ...columns.map((column) => iso.el("th", { scope: "col", class: `iso-col iso-col--${column.type}`, text: column.label })),
        iso.el("th", { scope: "col" }, iso.el("span", { class: "w-sr-only", text: "Việc với dòng" })))),
      iso.el("tbody", {}, ...this.rows.map((row, index) => this.row(row, index, columns))));
    this.scrollTarget.replaceChildren(this.rows.length ? table
      : iso.el("p", { class: "iso-empty", text: `Chưa có dòng nào.${this.pasteValue ? " Thêm từng dòng, hoặc chép bảng trong Word, Excel rồi dán vào ô bên dưới." : ""}` }));
    this.markProblems();
    this.focus(active);
  }

  /* Made once: drawn again with the rows, it would take the focus from somebody about to paste. */
  renderBar() {
    const add = iso.el("button", { type: "button", class: "button button-small button-secondary iso-grid__add", onclick: () => this.add() },
      iso.icon("plus"), " Thêm dòng");
    const zone = this.pasteValue ? iso.el("textarea", { rows: 1, class: "iso-grid__zone",
      "aria-label": `Dán vào ${this.labelValue}`,
      placeholder: this.linesValue ? "Dán danh sách vào đây, mỗi dòng một căn cứ" : "Dán bảng từ Word, Excel vào đây" }) : null;
    this.barTarget.replaceChildren(add, ...(zone ? [zone] : []));
  }

  row(row, index, columns) {
    const number = index + 1;
    const button = (icon, words, act, disabled = false) =>
      iso.el("button", { type: "button", class: "iso-button", "aria-label": `${words} dòng ${number}`, title: words, disabled, onclick: act }, iso.icon(icon));
    const tr = iso.el("tr", { "data-index": index },
      iso.el("td", { class: "iso-grid__number", "data-label": this.numberedValue, text: number }),
      ...columns.map((column) => this.cell(column, row, number)),
      iso.el("td", { class: "iso-grid__do" }, iso.el("div", { class: "iso-grid__buttons" },
        button("arrow-up", "Chuyển lên", () => this.move(index, -1), index === 0),
        button("arrow-down", "Chuyển xuống", () => this.move(index, 1), index === this.rows.length - 1),
        button("edit", "Chi tiết", () => this.details(index)),
        button("bin", "Xóa", () => this.remove(index)))));
    const mark = this.mark?.(row);
    if (mark) tr.children[1].append(mark);
    return tr;
  }

  cell(column, row, number) {
    const label = `${column.label}, dòng ${number}`;
    const change = (value) => {
      if (value === "" || value === false) delete row[column.name];
      else row[column.name] = value;
      this.commit(true);
      this.matter(row, number - 1);
    };
    let control;
    if (column.row) {
      control = this.eachInput(column, row, label);
    } else {
      control = iso.control(column, row[column.name], change, { label, compact: true, valueOf: (name) => this.valueIn(row, name) });
    }
    const td = iso.el("td", { "data-name": column.name, "data-label": column.label, class: `iso-col--${column.type}` }, control);
    td.classList.toggle("iso-cell--idle", !this.matters(column, row));
    if (this.linesValue && column.name === "text") control.addEventListener("change", () => this.recognise(row));
    return td;
  }

  /* Other columns of the same property change it too: always start from what is there now. */
  eachInput(column, row, label) {
    const read = () => (row[column.name] ? JSON.parse(row[column.name]) : {});
    return iso.el("input", { type: "text", autocomplete: "off", value: read()[column.row.id] || "",
      placeholder: column.placeholder || false, "aria-label": label,
      oninput: (event) => {
        const held = read();
        if (event.target.value.trim()) held[column.row.id] = event.target.value;
        else delete held[column.row.id];
        if (Object.keys(held).length) row[column.name] = JSON.stringify(held);
        else delete row[column.name];
        this.commit(false);
      } });
  }

  matters(column, row) {
    return iso.matters(column.when, (name) => this.valueIn(row, name));
  }

  valueIn(row, name) {
    return row[name] || this.columnsValue.find((item) => item.name === name)?.default || "";
  }

  matter(row, index) {
    const tr = this.tr(index);
    this.shown.forEach((column, place) =>
      tr?.children[place + 1]?.classList.toggle("iso-cell--idle", !this.matters(column, row)));
  }

  fresh() {
    return this.idNameValue ? { [this.idNameValue]: iso.newId() } : { [PLACE]: `new-${iso.newId()}` };
  }

  add(index = this.rows.length) {
    this.rows.splice(index, 0, this.fresh());
    this.commit();
    this.render();
    this.say(`Đã thêm dòng ${index + 1}.`);
    this.focus({ index, name: this.shown[0]?.name });
  }

  move(index, by) {
    const to = index + by;
    if (to < 0 || to >= this.rows.length) return;
    const place = this.place();
    [this.rows[index], this.rows[to]] = [this.rows[to], this.rows[index]];
    this.commit();
    this.render();
    this.say(`Đã chuyển dòng ${index + 1} thành dòng ${to + 1}.`);
    this.focus({ ...place, index: to });
  }

  remove(index) {
    const before = this.rows.slice();
    const name = iso.titleOf(this.rows[index]);
    this.rows.splice(index, 1);
    this.commit();
    this.render();
    this.offerUndo(before, `Đã xóa dòng ${index + 1}${name ? ` “${name}”` : ""}.`);
  }

  offerUndo(before, words) {
    const button = iso.el("button", { type: "button", class: "iso-link", text: "Hoàn tác", onclick: () => {
      this.rows = before;
      this.commit();
      this.render();
      this.say("Đã hoàn tác.");
    } });
    this.saidTarget.replaceChildren(`${words} `, button);
    button.focus({ preventScroll: true });
  }

  say(words) {
    this.saidTarget.textContent = words;
  }

  details(index, name) {
    const row = this.rows[index];
    const drawer = iso.drawer({
      heading: () => `Dòng ${index + 1}${iso.titleOf(row) ? `: ${iso.titleOf(row)}` : ""}`,
      columns: this.columnsValue,
      row,
      problems: (column) => this.problemsOf(row, column),
      change: () => this.commit(),
      step: (by, ask) => {
        const there = this.rows[index + by] !== undefined;
        if (!ask && there) this.details(index + by);
        return there;
      },
    });
    drawer.dialog.addEventListener("close", () => this.render());
    if (name) drawer.fieldOf(name)?.querySelector("input:not([type=hidden]), textarea, select, button")?.focus();
  }

  /* Jump from the list of problems: to the cell, or into the drawer for what is not a column. */
  go(event) {
    const [index, name] = event.detail.pointer.slice(this.pointer.length + 1).split("/");
    if (!this.rows[Number(index)]) return;
    event.preventDefault();
    const cell = this.tr(index);
    cell?.scrollIntoView({ block: "center" });
    if (!name || this.shown.some((column) => column.name === name)) this.focus({ index: Number(index), name: name || this.shown[0]?.name });
    else this.details(Number(index), name);
  }

  place() {
    const active = document.activeElement;
    if (!this.scrollTarget.contains(active)) return null;
    const tr = active.closest("tr[data-index]");
    const buttons = [...(tr?.querySelectorAll(".iso-grid__buttons button") || [])];
    return tr && { index: Number(tr.dataset.index), name: active.closest("td")?.dataset.name, button: buttons.indexOf(active) };
  }

  focus(place) {
    if (!place) return;
    const tr = this.tr(place.index);
    if (!tr) return;
    let target = place.name ? tr.querySelector(`[data-name="${CSS.escape(place.name)}"] :is(input:not([type=hidden]), textarea, select, button)`) : null;
    if (!target && place.button >= 0) {
      const buttons = tr.querySelectorAll(".iso-grid__buttons button");
      target = buttons[place.button];
      if (target?.disabled) target = [...buttons].find((button) => !button.disabled);
    }
    target?.focus({ preventScroll: true });
  }

  key(event) {
    const tr = event.target.closest?.("tr[data-index]");
    if (!tr || tr.closest(".iso-grid") !== this.element) return;
    const index = Number(tr.dataset.index);
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(index, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Enter" && "oneLine" in event.target.dataset) {
      event.preventDefault();
      const name = event.target.closest("td").dataset.name;
      if (index + 1 < this.rows.length) this.focus({ index: index + 1, name });
      else { this.add(); this.focus({ index: index + 1, name }); }
    }
  }

  async pasted(event) {
    if (!this.pasteValue || event.target.closest(".iso-grid") !== this.element) return;
    const zone = event.target.matches(".iso-grid__zone");
    let rows = rowsOfPaste(event.clipboardData, this.linesValue && zone);
    if (!rows && zone) {
      const text = event.clipboardData.getData("text/plain").trim();
      rows = text ? text.split(/\r?\n/).map((line) => [line]) : null;
    }
    if (!rows) return;
    event.preventDefault();
    const tr = event.target.closest("tr[data-index]");
    await this.insert(rows, tr ? Number(tr.dataset.index) + 1 : this.rows.length);
  }

  async insert(cells, at) {
    this.say("Đang đọc nội dung đã dán…");
    let told;
    try {
      told = await iso.post(iso.pasteUrl, { kind: this.kindValue, pointer: this.pointer, rows: cells, body: iso.pageState() });
    } catch (error) {
      this.say(error.message);
      return;
    }
    if (!told.rows.length) {
      this.say("Không thấy dòng nào trong nội dung đã dán.");
      return;
    }
    this.put(told.rows, at, told.said || `Đã dán ${told.rows.length} dòng.`);
  }

  /* New rows, as the server made them, at a place; with words the person may undo it. */
  put(rows, at = this.rows.length, said = "") {
    if (!rows.length) return;
    const before = this.rows.slice();
    const fresh = rows.map((row) => {
      const { [PLACE]: place, ...rest } = row;
      return place === undefined ? row : { ...this.fresh(), ...rest };
    });
    const empty = this.rows.length && this.rows.every((row) => Object.keys(row).every((key) => key === this.idNameValue || key === PLACE));
    this.rows = empty ? fresh : [...this.rows.slice(0, at), ...fresh, ...this.rows.slice(at)];
    this.commit();
    this.render();
    if (said) this.offerUndo(before, said);
  }

  /* A citation typed by hand is recognised when the person leaves its cell. */
  async recognise(row) {
    if (!row.text || row.number) return;
    const told = await iso.post(iso.pasteUrl, { kind: this.kindValue, pointer: this.pointer, rows: [[row.text]], body: {} }).catch(() => null);
    const found = told?.rows?.[0];
    if (!found) return;
    for (const [name, value] of Object.entries(found)) {
      if (name !== this.idNameValue && name !== PLACE && name !== "text" && !row[name]) row[name] = value;
    }
    this.commit();
    this.render();
  }
}

window.wagtail.app.register("iso-grid", GridController);
