/* The grid: rows of a list as a table; add, move, undo, details in a drawer. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const PLACE = "#";

/* A cell by its column, and by the row of the other list that made the column: variants share a name. */
const cellOf = (column) => (column ? [column.name, column.row?.id].filter(Boolean).join("/") : "");

class GridController extends Controller {
  static targets = ["input", "scroll", "bar", "said"];
  static values = { columns: Array, idName: String, kind: String, label: String, numbered: String,
    paste: Boolean, lines: Boolean };

  connect() {
    this.pointer = this.element.dataset.pointer;
    this.rows = JSON.parse(this.inputTarget.value || "[]");
    this.problems = new Map();
    this.listeners = [
      [document, "iso:problems", (event) => this.takeProblems(event.detail)],
      [document, "iso:rows", (event) => this.otherRows(event.detail)],
      [document, "iso:settle", () => this.takeOver()],
      [this.element, "compositionstart", () => { this.composing = true; }],
      [this.element, "compositionend", () => this.composed()],
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

  /* Another list changed: our time columns follow it, where anything of them did. */
  otherRows({ pointer, from }) {
    if (from === this || !this.columnsValue.some((column) => column.each === pointer)) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => { if (this.heads() !== this.drawn) this.render(); }, 300);
  }

  /* The columns as they are to be seen. */
  heads() {
    return JSON.stringify(this.shown.map((column) => [column.name, column.row?.id, column.label]));
  }

  keyOf(row) {
    return row[this.idNameValue] ?? row[PLACE];
  }

  takeProblems(problems, render = true) {
    const found = new Map();
    for (const problem of problems) {
      if (!this.pointer || !problem.pointer.startsWith(`${this.pointer}/`)) continue;
      const [index, name = "", inside = ""] = problem.pointer.slice(this.pointer.length + 1).split("/");
      const row = this.rows[Number(index)];
      if (!row) continue;
      const key = this.keyOf(row);
      found.set(key, [...(found.get(key) || []), { ...problem, name, inside }]);
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
    all(".grid-problems").forEach((element) => element.remove());
    all("td.is-wrong").forEach((element) => element.classList.remove("is-wrong"));
    this.rows.forEach((row, index) => {
      const tr = this.tr(index);
      const found = [...this.problemsOf(row), ...this.unknown(row)];
      if (!tr || !found.length) return;
      const lines = found.map((problem) => {
        if (problem.severity === "error") {
          const all = [...tr.querySelectorAll(`:scope > [data-name="${CSS.escape(problem.name)}"]`)];
          const one = all.filter((cell) => cell.dataset.cell === `${problem.name}/${problem.inside}`);
          (one.length ? one : all).forEach((cell) => cell.classList.add("is-wrong"));
        }
        const label = this.columnsValue.find((column) => column.name === problem.name)?.label;
        return iso.el("p", { class: `cell-problem is-${problem.severity}`, text: label ? `${label}: ${problem.message}` : problem.message });
      });
      tr.after(iso.el("tr", { class: "grid-problems" }, iso.el("td"),
        iso.el("td", { colspan: tr.children.length - 1 }, ...lines)));
    });
  }

  render() {
    const active = this.place();
    if (active?.composing) {
      this.owed = true;
      return;
    }
    const columns = this.shown;
    this.drawn = this.heads();
    const table = iso.el("table", { class: "grid-table" },
      iso.el("caption", { class: "sr", text: `${this.labelValue}. Alt và mũi tên lên, xuống để chuyển dòng.` }),
      iso.el("thead", {}, iso.el("tr", {},
        iso.el("th", { scope: "col", class: "grid-number", text: this.numberedValue }),
        ...columns.map((column) => iso.el("th", { scope: "col", class: `col-${column.type}`, text: column.label })),
        iso.el("th", { scope: "col" }, iso.el("span", { class: "sr", text: "Việc với dòng" })))),
      iso.el("tbody", {}, ...this.rows.map((row, index) => this.row(row, index, columns))));
    this.scrollTarget.replaceChildren(this.rows.length ? table
      : iso.el("p", { class: "empty", text: `Chưa có dòng nào.${this.pasteValue ? " Thêm từng dòng, hoặc chép bảng trong Word, Excel rồi dán vào ô bên dưới." : ""}` }));
    this.markProblems();
    this.focus(active);
  }

  /* Made once: drawn again with the rows, it would take the focus from somebody about to paste. */
  renderBar() {
    const add = iso.el("button", { type: "button", class: "btn low grid-add", onclick: () => this.add() },
      iso.icon("plus"), " Thêm dòng");
    const zone = this.pasteValue ? iso.el("textarea", { rows: 1, class: "grid-zone",
      "aria-label": `Dán vào ${this.labelValue}`,
      placeholder: this.linesValue ? "Dán danh sách vào đây, mỗi dòng một căn cứ" : "Dán bảng từ Word, Excel vào đây",
      onchange: () => this.takeOver() }) : null;
    this.barTarget.replaceChildren(add, ...(zone ? [zone] : []));
  }

  row(row, index, columns) {
    const number = index + 1;
    const button = (icon, words, act, disabled = false) =>
      iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `${words} dòng ${number}`, title: words, disabled, onclick: act }, iso.icon(icon));
    const tr = iso.el("tr", { "data-index": index },
      iso.el("td", { class: "grid-number", "data-label": this.numberedValue, text: number }),
      ...columns.map((column) => this.cell(column, row, number)),
      iso.el("td", { class: "grid-do" }, iso.el("div", { class: "grid-buttons" },
        button("up", "Chuyển lên", () => this.move(index, -1), index === 0),
        button("down", "Chuyển xuống", () => this.move(index, 1), index === this.rows.length - 1),
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
    const td = iso.el("td", { "data-name": column.name, "data-cell": cellOf(column), "data-label": column.label, class: `col-${column.type}` }, control);
    td.classList.toggle("is-idle", !this.matters(column, row));
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
      tr?.children[place + 1]?.classList.toggle("is-idle", !this.matters(column, row)));
  }

  fresh() {
    return this.idNameValue ? { [this.idNameValue]: iso.newId() } : { [PLACE]: `new-${iso.newId()}` };
  }

  add(index = this.rows.length) {
    this.rows.splice(index, 0, this.fresh());
    this.commit();
    this.render();
    this.say(`Đã thêm dòng ${index + 1}.`);
    this.focus({ index, cell: cellOf(this.shown[0]) });
  }

  move(index, by) {
    const to = index + by;
    if (to < 0 || to >= this.rows.length) return;
    const place = this.place();
    [this.rows[index], this.rows[to]] = [this.rows[to], this.rows[index]];
    this.commit();
    this.render();
    this.say(`Đã chuyển dòng ${index + 1} thành dòng ${to + 1}.`);
    this.focus({ ...place, key: undefined, index: to });
  }

  remove(index) {
    const before = this.rows.slice();
    const name = iso.titleOf(this.rows[index]);
    this.rows.splice(index, 1);
    this.commit();
    this.render();
    this.offerUndo(before, `Đã xóa dòng ${index + 1}${name ? ` “${name}”` : ""}.`);
  }

  /* The focus follows, unless somebody writes elsewhere by now. */
  offerUndo(before, words, follow = true) {
    const button = iso.el("button", { type: "button", class: "link-button", text: "Hoàn tác", onclick: () => {
      this.rows = before;
      this.commit();
      this.render();
      this.say("Đã hoàn tác.");
    } });
    this.saidTarget.replaceChildren(`${words} `, button);
    if (follow) button.focus({ preventScroll: true });
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
    const [index, name, key] = event.detail.pointer.slice(this.pointer.length + 1).split("/");
    if (!this.rows[Number(index)]) return;
    event.preventDefault();
    const cell = this.tr(index);
    cell?.scrollIntoView({ block: "center" });
    const shown = this.shown.find((column) => column.name === name && (!column.row || !key || column.row.id === key));
    if (!name || shown) this.focus({ index: Number(index), cell: cellOf(shown || this.shown[0]) });
    else this.details(Number(index), name);
  }
}

Object.assign(GridController.prototype, iso.gridPlaces, iso.gridPasting);

window.wagtail.app.register("iso-grid", GridController);
