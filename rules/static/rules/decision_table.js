/* The decision table: columns of conditions and of results, a row for each case. Cells are typed in
   words; the server reads them, says what is unsure, and which cases no row answers. What stands here
   is kept in hidden fields of the form: `policy`, `conditions`, `results`, `rows`. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const PAUSE = 300;
const PARTS = ["conditions", "results", "rows"];
const ANY = "không xét";

class DecisionTableController extends Controller {
  static targets = ["input", "grid", "bar", "said", "cover", "policy"];
  static values = { url: String, kind: String, label: String };

  connect() {
    this.told = { columns: [], cells: {}, problems: [], fields: [], types: [], policies: [], rows: {} };
    this.read();
    this.listeners = [
      [document, "iso:content", () => this.follow()],
      [document, "iso:settle", () => { if (this.due) iso.underWay(this.ask().then(() => true)); }],
      [document, "iso:tried", (event) => this.mark(event.detail.rows)],
      [this.element, "iso:go", (event) => this.go(event)],
      [this.gridTarget, "keydown", (event) => this.key(event)],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    this.drawBar();
    this.draw();
    this.ask();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
  }

  /* ---- what is kept */

  field(name) {
    return name === "rows" ? this.inputTarget : document.querySelector(`[data-part="${name}"]`);
  }

  read() {
    this.table = Object.fromEntries(PARTS.map((name) => [name, JSON.parse(this.field(name).value || "[]")]));
    this.table.policy = this.field("policy").value || "first";
  }

  commit() {
    for (const name of PARTS) this.put(name, this.table[name].length ? JSON.stringify(this.table[name]) : "");
    this.put("policy", this.table.policy);
  }

  put(name, value) {
    const field = this.field(name);
    if (field.value === value) return;
    field.value = value;
    iso.changed(field);
  }

  /* Something changed: kept at once, read by the server a little later. */
  changed({ drawn = true, focus } = {}) {
    this.commit();
    if (drawn) this.draw(focus);
    this.due = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /* The form, or the declared inputs, give the columns their names and choices. */
  follow() {
    const { form, inputs } = iso.pageState();
    const now = JSON.stringify([form, inputs]);
    if (this.around !== undefined && this.around !== now) this.ask();
    this.around = now;
  }

  async ask(more = {}) {
    clearTimeout(this.timer);
    this.due = false;
    this.asked = (this.asked || 0) + 1;
    const mine = this.asked;
    const told = await iso.post(this.urlValue, { kind: this.kindValue, body: iso.pageState(), ...more }).catch((error) => ({ failed: error.message }));
    if (mine !== this.asked) return;
    if (told.failed || told.error) {
      this.say(told.failed || told.error);
      return;
    }
    if (told.workbook) {
      this.give(told.workbook);
      return;
    }
    // What was typed meanwhile is newer than what was read.
    if (!this.due) {
      const before = JSON.stringify(this.table);
      Object.assign(this.table, told.table);
      if (JSON.stringify(this.table) !== before) this.commit();
    }
    this.told = told;
    this.draw();
    if (told.said) this.say(told.said);
  }

  /* ---- drawing */

  columnOf(id) {
    return this.told.columns.find((column) => column.id === id);
  }

  get columns() {
    const known = (part, then) => this.table[part].map((column) => ({ then, stored: column,
      ...(this.columnOf(column.id) || { id: column.id, label: column.label || "…", type: "", options: [], unit: "" }) }));
    return [...known("conditions", false), ...known("results", true)];
  }

  draw(focus) {
    const columns = this.columns;
    const shown = columns.filter((column) => !column.stored.hidden || this.all);
    const groups = [];
    for (const column of shown) {
      const name = column.stored.group || "";
      const last = groups[groups.length - 1];
      if (last && last.name === name && last.then === column.then) last.span += 1;
      else groups.push({ name, then: column.then, span: 1 });
    }
    const ifs = shown.filter((column) => !column.then).length;
    const heads = [
      iso.el("tr", { class: "dt-side" }, iso.el("td"), ...(ifs ? [iso.el("th", { scope: "colgroup", colspan: ifs, text: "Nếu" })] : []),
        ...(shown.length > ifs ? [iso.el("th", { scope: "colgroup", colspan: shown.length - ifs, class: "dt-then", text: "Thì" })] : []), iso.el("td")),
      ...(groups.some((group) => group.name) ? [iso.el("tr", { class: "dt-group" }, iso.el("td"),
        ...groups.map((group) => iso.el(group.name ? "th" : "td", { scope: group.name ? "colgroup" : false, colspan: group.span, class: group === groups.find((one) => one.then) ? "dt-then" : false, text: group.name })), iso.el("td"))] : []),
      iso.el("tr", {}, iso.el("th", { scope: "col", class: "grid-number", text: "TT" }),
        ...shown.map((column, index) => this.head(column, index === ifs)), iso.el("th", { scope: "col" }, iso.el("span", { class: "sr", text: "Việc với dòng" }))),
    ];
    const rows = this.table.rows.flatMap((row, index) => this.row(row, index, shown, ifs));
    iso.redraw(this.gridTarget, () => this.gridTarget.replaceChildren(shown.length
      ? iso.el("table", { class: "grid-table dt" },
        iso.el("caption", { class: "sr", text: `${this.labelValue}. Alt và mũi tên lên, xuống để chuyển dòng.` }),
        iso.el("thead", {}, ...heads), iso.el("tbody", {}, ...rows))
      : iso.el("p", { class: "empty", text: "Bảng chưa có cột nào. Thêm cột để xét (theo biểu mẫu) và cột kết quả, hoặc dán cả bảng từ Word, Excel vào ô bên dưới." })));
    if (focus) this.gridTarget.querySelector(focus)?.focus();
    this.drawCover();
    this.drawPolicy();
    this.drawBar();
  }

  head(column, first) {
    const hidden = column.stored.hidden;
    return iso.el("th", { scope: "col", class: `${column.then ? "dt-out" : ""}${first ? " dt-then" : ""}` || false },
      iso.el("span", { class: "dt-head" },
        iso.el("span", { text: column.unit ? `${column.label} (${column.unit})` : column.label }),
        hidden ? iso.el("small", { text: " (đang ẩn)" }) : null,
        iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Sửa cột ${column.label}`, title: "Sửa cột", onclick: () => this.editColumn(column) }, iso.icon("edit"))));
  }

  row(row, index, columns, ifs) {
    const number = index + 1;
    const state = this.told.rows[row.id] || {};
    const tr = iso.el("tr", { "data-row": row.id, class: [row.off ? "is-off" : "", state.tone ? `is-${state.tone}` : "", this.hits?.includes(row.id) ? "is-hit" : ""].join(" ").trim() || false },
      iso.el("th", { scope: "row", class: "grid-number" }, iso.el("span", { class: "dt-number" }, this.grip(row, number), ` ${number}`)),
      ...columns.map((column, place) => this.cell(row, column, number, place === ifs)),
      iso.el("td", { class: "grid-do" }, this.acts(row, index)));
    this.droppable(tr, row);
    const words = [...(row.off ? ["Dòng này tạm không dùng."] : []), ...(this.ground(row) ? [`Căn cứ: ${this.ground(row)}`] : []), ...(row.note ? [`Ghi chú: ${row.note}`] : []), ...(state.words || [])];
    const wrong = this.told.problems.filter((problem) => problem.row === row.id);
    if (!words.length && !wrong.length) return [tr];
    return [tr, iso.el("tr", { class: "grid-problems" }, iso.el("td"), iso.el("td", { colspan: columns.length + 1 },
      ...wrong.map((problem) => iso.el("p", { class: `cell-problem is-${problem.severity}`, text: problem.message })),
      ...words.map((text) => iso.el("p", { class: "hint", text }))))];
  }

  cell(row, column, number, first) {
    const part = column.then ? "then" : "when";
    const value = row[part]?.[column.id];
    const told = this.told.cells[row.id]?.[column.id];
    const label = `${column.label}, dòng ${number}`;
    const put = (next) => {
      row[part] = { ...row[part] };
      if (next === null || next === "") delete row[part][column.id];
      else row[part][column.id] = next;
    };
    const set = (next, drawn = true) => {
      put(next);
      this.changed({ drawn });
    };
    // Kept with every letter: the table may be drawn anew while somebody types.
    const type = (next) => {
      put(next);
      this.due = true;
      this.commit();
    };
    const wrong = this.told.problems.some((problem) => problem.row === row.id && problem.column === column.id && problem.severity === "error");
    return iso.el("td", { "data-column": column.id, "data-label": column.label, class: [wrong ? "is-wrong" : "", column.then ? "dt-out" : "", first ? "dt-then" : "", `col-${column.type || "text"}`].join(" ").trim() },
      this.control(column, value, told, label, set, type));
  }

  control(column, value, told, label, set, type) {
    const empty = column.then ? "– chưa ghi –" : ANY;
    const plain = typeof value === "string" || typeof value === "boolean" || value === undefined;
    if (column.type === "yes_no" && plain) {
      const select = iso.el("select", { "aria-label": label, onchange: () => set(select.value === "" ? null : select.value === "true") });
      iso.fillSelect(select, [["true", "Có"], ["false", "Không"]], value === undefined ? "" : String(value), empty);
      return select;
    }
    if (column.then && column.type === "one_of" && plain) {
      const select = iso.el("select", { "aria-label": label, onchange: () => set(select.value) });
      iso.fillSelect(select, column.options, value, empty);
      return select;
    }
    if (!column.then && ["one_of", "many_of"].includes(column.type) && (plain || Array.isArray(value))) return this.chosen(column, value, label, set);
    const typed = value?.typed !== undefined;
    const text = typed ? value.typed : told || "";
    const many = column.type === "text" ? 2 : 1;
    const box = iso.el(many > 1 ? "textarea" : "input", { type: many > 1 ? false : "text", rows: many > 1 ? 1 : false, class: "dt-text", autocomplete: "off", "aria-label": label, placeholder: empty,
      value: text === "–" ? "" : text,
      // Not drawn at once: the cell that is entered now would be taken away under the cursor.
      onchange: () => set(box.value.trim() ? { typed: box.value.trim() } : null, false),
      oninput: () => type(box.value.trim() ? { typed: box.value } : null) });
    return box;
  }

  chosen(column, value, label, set) {
    const held = value === undefined ? [] : [value].flat();
    const named = (key) => column.options.find(([code]) => code === key)?.[1] || `${key} (không còn trong danh sách)`;
    const give = (list) => set(list.length ? (list.length === 1 ? list[0] : list) : null);
    const add = iso.el("select", { class: "tok-add", "aria-label": label, onchange: () => give([...held, add.value]) });
    iso.fillSelect(add, column.options.filter(([key]) => !held.includes(key)), "", held.length ? "+ thêm" : ANY);
    return iso.el("span", { class: "toks" },
      ...held.map((key) => iso.el("span", { class: "tok" }, named(key),
        iso.el("button", { type: "button", "aria-label": `Bỏ ${named(key)}: ${label}`, onclick: () => give(held.filter((one) => one !== key)) }, iso.icon("cross")))),
      held.length < column.options.length ? add : null);
  }

  /* Whether the cases are all answered, and a row for those that are not. */
  drawCover() {
    const { cover } = this.told;
    if (!cover) {
      this.coverTarget.replaceChildren();
      return;
    }
    const gap = (one) => iso.el("div", { class: "cover-gap" }, iso.el("p", {}, iso.icon("late"), iso.el("span", { text: one.said })),
      one.when ? iso.el("button", { type: "button", class: "btn low", onclick: () => this.addRow({ when: one.when }) }, iso.icon("plus"), " Thêm dòng này") : null);
    this.coverTarget.replaceChildren(
      ...(cover.cases ? [iso.el("p", {}, iso.el("b", { text: `${cover.covered}/${cover.cases}` }), " trường hợp đã có dòng"),
        iso.el("meter", { min: 0, max: cover.cases, value: cover.covered, "aria-label": "Trường hợp đã có dòng", text: `${cover.covered} trên ${cover.cases}` })] : []),
      ...cover.gaps.map(gap), ...cover.notes.map((text) => iso.el("p", { class: "hint", text })));
  }

  drawPolicy() {
    const select = iso.el("select", { class: "input", id: "dt-policy", onchange: () => {
      this.table.policy = select.value;
      this.changed();
    } });
    iso.fillSelect(select, this.told.policies, this.table.policy, "— chọn —");
    this.policyTarget.replaceChildren(iso.el("label", { for: "dt-policy", text: "Khi nhiều dòng khớp" }), select);
  }

  drawBar() {
    const hidden = this.columns.filter((column) => column.stored.hidden).length;
    const offered = this.table.conditions.length ? [] : (this.told.proposed || []);
    const now = `${hidden} ${this.all} ${offered.length}`;
    if (this.barDrawn === now) return;
    this.barDrawn = now;
    const button = (icon, text, act) => iso.el("button", { type: "button", class: "btn low", onclick: act }, iso.icon(icon), ` ${text}`);
    const zone = iso.el("textarea", { rows: 1, class: "grid-zone", "aria-label": `Dán vào ${this.labelValue}`, placeholder: "Dán bảng từ Word, Excel vào đây",
      onpaste: (event) => {
        const rows = iso.rowsOfPaste(event.clipboardData, true);
        if (!rows) return;
        event.preventDefault();
        this.paste(rows);
      },
      onchange: () => {
        const rows = zone.value.split("\n").filter((line) => line.trim()).map((line) => line.split("\t"));
        zone.value = "";
        if (rows.length) this.paste(rows);
      } });
    const file = iso.el("input", { type: "file", accept: ".xlsx", hidden: true, onchange: () => {
      if (file.files[0]) this.fromExcel(file.files[0]);
      file.value = "";
    } });
    const excel = [button("down", "Tải bảng Excel", () => this.ask({ export: this.title })), button("up", "Nhập từ Excel", () => file.click()), file];
    const take = () => {
      const before = JSON.stringify(this.table);
      this.table.conditions = this.told.proposed;
      this.changed();
      this.undo(`Đã lấy ${this.table.conditions.length} cột từ biểu mẫu. Xóa những cột không cần xét.`, before);
    };
    this.barTarget.replaceChildren(...(offered.length ? [button("form", "Lấy cột từ biểu mẫu", take)] : []), button("plus", "Thêm dòng", () => this.addRow({})), button("columns", "Thêm cột để xét", () => this.editColumn({ then: false })),
      button("columns", "Thêm cột kết quả", () => this.editColumn({ then: true })),
      ...(hidden ? [button("eye", this.all ? "Giấu cột ẩn" : `Hiện ${hidden} cột ẩn`, () => { this.all = !this.all; this.draw(); })] : []), ...excel, zone);
  }

  say(...children) {
    this.saidTarget.replaceChildren(...children);
  }

  undo(words, before) {
    const button = iso.el("button", { type: "button", class: "link-button", text: "Hoàn tác", onclick: () => {
      this.table = JSON.parse(before);
      this.changed();
      this.say("Đã hoàn tác.");
    } });
    this.say(`${words} `, button);
    button.focus({ preventScroll: true });
  }

  /* ---- rows */

  addRow(row, at = this.table.rows.length) {
    const fresh = { id: iso.newId(), ...row };
    this.table.rows.splice(at, 0, fresh);
    this.changed({ focus: `tr[data-row="${fresh.id}"] td :is(select, input, textarea)` });
    this.say(`Đã thêm dòng ${at + 1}.`);
  }

  acts(row, index) {
    const number = index + 1;
    const act = (text, does, disabled = false) => iso.el("li", {}, iso.el("button", { type: "button", disabled, text, onclick: (event) => {
      event.target.closest("details").open = false;
      does();
    } }));
    const remove = () => {
      const before = JSON.stringify(this.table);
      this.table.rows.splice(this.table.rows.indexOf(row), 1);
      this.changed();
      this.undo(`Đã xóa dòng ${number}.`, before);
    };
    const list = iso.el("ul", {},
        act("Chuyển lên", () => this.move(row, -1), index === 0),
        act("Chuyển xuống", () => this.move(row, 1), index === this.table.rows.length - 1),
        act("Chép thành dòng mới", () => this.addRow({ ...JSON.parse(JSON.stringify(row)), id: iso.newId() }, index + 1)),
        act("Căn cứ, ghi chú", () => this.note(row, number)),
        act(row.off ? "Dùng lại dòng này" : "Tạm không dùng", () => {
          if (row.off) delete row.off; else row.off = true;
          this.changed();
        }),
        act("Xóa dòng", remove));
    const summary = iso.el("summary", { class: "btn bare low square", "aria-label": `Việc với dòng ${number}` }, iso.icon("dots"));
    const menu = iso.el("details", { class: "menu", ontoggle: () => { if (menu.open) this.place(menu, summary, list); },
      onkeydown: (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        menu.open = false;
        summary.focus();
      } }, summary, list);
    return menu;
  }

  /* Beside its button, above it where there is no room below; scrolled away, it closes. */
  place(menu, summary, list) {
    const { top, bottom, right } = summary.getBoundingClientRect();
    const bar = document.querySelector(".save-bar")?.offsetHeight || 0;
    const below = bottom + list.offsetHeight + 6 < window.innerHeight - bar;
    list.style.top = `${below ? bottom + 4 : Math.max(4, top - list.offsetHeight - 4)}px`;
    list.style.left = `${Math.max(4, right - list.offsetWidth)}px`;
    document.addEventListener("scroll", () => { menu.open = false; }, { capture: true, once: true });
  }

  ground(row) {
    const named = (this.told.basis || []).find(([id]) => id === row.basis)?.[1];
    return [row.provision, named].filter(Boolean).join(" ");
  }

  /* Where the row comes from: a text of the legal basis, its provision, a note. */
  note(row, number) {
    const { dialog, body, foot } = iso.dialog(`Căn cứ, ghi chú của dòng ${number}`, { side: false });
    const draft = { basis: row.basis || "", provision: row.provision || "", note: row.note || "" };
    const kept = (name) => (event) => { draft[name] = event.target.value; dialog.setAttribute("data-unkept", ""); };
    const basis = iso.el("select", { class: "input", id: "dt-basis", onchange: kept("basis") });
    iso.fillSelect(basis, this.told.basis || [], draft.basis, "— không ghi —");
    const provision = iso.el("input", { type: "text", class: "input", id: "dt-provision", maxlength: 200, value: draft.provision, oninput: kept("provision") });
    const note = iso.el("textarea", { class: "input", rows: 3, maxlength: 5000, id: "dt-note", value: draft.note, oninput: kept("note") });
    const place = (control, label, hint) => iso.el("div", { class: "field" }, iso.el("label", { class: "label", for: control.id, text: label }), control, hint ? iso.el("p", { class: "hint", text: hint }) : null);
    body.append(place(basis, "Văn bản", (this.told.basis || []).length ? "" : "Ghi các văn bản ở phần «Căn cứ» trước, rồi chọn ở đây."),
      place(provision, "Điều, khoản, điểm"), place(note, "Ghi chú"));
    foot.append(iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: "Dùng", onclick: () => {
        for (const [name, value] of Object.entries(draft)) if (value.trim()) row[name] = value.trim(); else delete row[name];
        dialog.removeAttribute("data-unkept");
        dialog.close();
        this.changed();
      } }));
    basis.focus();
  }

  move(row, by) {
    const from = this.table.rows.indexOf(row);
    const to = from + by;
    if (to < 0 || to >= this.table.rows.length) return;
    this.table.rows.splice(from, 1);
    this.table.rows.splice(to, 0, row);
    this.changed({ focus: `tr[data-row="${row.id}"] .grip` });
    this.say(`Đã chuyển dòng ${from + 1} thành dòng ${to + 1}.`);
  }

  grip(row, number) {
    const words = `Chuyển dòng ${number}: kéo, hoặc bấm mũi tên lên, xuống`;
    const grip = iso.el("button", { type: "button", class: "grip", "aria-label": words, title: words, onkeydown: (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(row, by);
    } }, iso.icon("grip"));
    grip.addEventListener("pointerdown", () => grip.closest("tr").setAttribute("draggable", "true"));
    grip.addEventListener("pointerup", () => grip.closest("tr").removeAttribute("draggable"));
    return grip;
  }

  droppable(tr, row) {
    const clear = () => tr.classList.remove("is-before", "is-after");
    const after = (event) => event.clientY > tr.getBoundingClientRect().top + tr.offsetHeight / 2;
    tr.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      this.dragged = row;
    });
    tr.addEventListener("dragend", () => { tr.removeAttribute("draggable"); this.dragged = null; });
    tr.addEventListener("dragover", (event) => {
      if (!this.dragged || this.dragged === row) return;
      event.preventDefault();
      clear();
      tr.classList.add(after(event) ? "is-after" : "is-before");
    });
    tr.addEventListener("dragleave", clear);
    tr.addEventListener("drop", (event) => {
      if (!this.dragged || this.dragged === row) return;
      event.preventDefault();
      const from = this.table.rows.indexOf(this.dragged);
      let to = this.table.rows.indexOf(row) + (after(event) ? 1 : 0);
      if (from < to) to -= 1;
      this.move(this.dragged, to - from);
    });
  }

  key(event) {
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const tr = event.target.closest("tr[data-row]");
    const index = tr ? this.table.rows.findIndex((row) => row.id === tr.dataset.row) : -1;
    if (by && tr) {
      event.preventDefault();
      this.move(this.table.rows[index], by);
    } else if (event.key === "Enter" && event.target.matches("input.dt-text") && tr) {
      // Down the column, as in a spreadsheet.
      event.preventDefault();
      const { column } = event.target.closest("td").dataset;
      const next = this.table.rows[index + 1];
      event.target.blur();
      if (next) this.gridTarget.querySelector(`tr[data-row="${next.id}"] [data-column="${column}"] :is(input, select, textarea)`)?.focus();
    }
  }

  /* What was tried meets these rows. */
  mark(rows) {
    this.hits = rows;
    this.gridTarget.querySelectorAll("tr[data-row]").forEach((tr) => tr.classList.toggle("is-hit", (rows || []).includes(tr.dataset.row)));
  }

  /* From the list of problems: to the cell. */
  go(event) {
    const [, part, index, , column] = event.detail.pointer.split("/");
    if (part === "conditions" || part === "results") {
      const known = this.columns.find((one) => one.id === this.table[part][Number(index)]?.id);
      event.preventDefault();
      this.element.scrollIntoView({ block: "center" });
      if (known) this.editColumn(known); else this.barTarget.querySelector("button").focus();
      return;
    }
    if (part === "policy") {
      event.preventDefault();
      this.policyTarget.querySelector("select").focus();
      return;
    }
    if (part !== "rows") return;
    const row = this.table.rows[Number(index)];
    const tr = row && this.gridTarget.querySelector(`tr[data-row="${row.id}"]`);
    if (!tr) return;
    event.preventDefault();
    tr.scrollIntoView({ block: "center" });
    (tr.querySelector(`[data-column="${column}"] :is(input, select, textarea)`) || tr.querySelector(".grip"))?.focus();
  }

  /* ---- columns */

  editColumn(column) {
    const part = column.then ? "results" : "conditions";
    const known = this.table[part].find((one) => one.id === column.id);
    const draft = known ? JSON.parse(JSON.stringify(known)) : { id: iso.newId() };
    const { dialog, body, foot } = iso.dialog(known ? `Cột «${column.label}»` : column.then ? "Thêm cột kết quả" : "Thêm cột để xét", { side: false });
    const kept = () => dialog.setAttribute("data-unkept", "");
    const wrong = iso.el("p", { class: "condition-wrong", role: "alert" });
    const place = (label, control, hint) => {
      control.id ||= `dt-${iso.newId()}`;
      return iso.el("div", { class: "field" }, iso.el("label", { class: "label", for: control.id, text: label }), control, hint ? iso.el("p", { class: "hint", text: hint }) : null);
    };
    const text = (name, longest) => iso.el("input", { type: "text", class: "input", maxlength: longest, autocomplete: "off", value: draft[name] || "", oninput: (event) => {
      if (event.target.value.trim()) draft[name] = event.target.value.trim(); else delete draft[name];
      kept();
    } });
    const select = (name, choices, empty) => {
      const control = iso.el("select", { class: "input", onchange: () => { draft[name] = control.value; kept(); shape(); } });
      iso.fillSelect(control, choices, draft[name], empty);
      return control;
    };
    const options = iso.el("textarea", { class: "input", rows: 4, value: (draft.options || []).map((one) => one.label).join("\n"), oninput: () => {
      const before = draft.options || [];
      draft.options = options.value.split("\n").map((line) => line.trim()).filter(Boolean)
        .map((label) => before.find((one) => one.label === label) || { id: iso.newId(), label });
      kept();
    } });
    const listed = place("Các lựa chọn, mỗi dòng một lựa chọn", options);
    const counted = place("Đơn vị", text("unit", 40), "Ví dụ: đồng, ngày, bản");
    const shape = () => {
      listed.hidden = draft.type !== "one_of";
      counted.hidden = draft.type !== "number";
    };
    if (column.then) body.append(place("Tên cột", text("label", 200), "Ví dụ: Mức thu"), place("Kiểu", select("type", this.told.types, "— chọn kiểu —")), counted, listed);
    else {
      const taken = new Set(this.table.conditions.filter((one) => one.id !== draft.id).map((one) => one.field));
      body.append(place("Thông tin để xét", select("field", this.told.fields.filter(([id]) => !taken.has(id)), "— chọn thông tin —"),
        this.told.fields.length ? "" : "Chưa có thông tin nào. Hãy chọn biểu mẫu hoặc khai thông tin đầu vào trước."), place("Tên cột, nếu muốn gọi khác", text("label", 200)));
    }
    body.append(place("Nhóm cột", text("group", 200), "Các cột cùng nhóm đứng cạnh nhau, dưới một tên chung."), wrong);
    shape();
    const index = known ? this.table[part].indexOf(known) : -1;
    const close = () => { dialog.removeAttribute("data-unkept"); dialog.close(); };
    const shift = (by) => {
      close();
      this.table[part].splice(index, 1);
      this.table[part].splice(index + by, 0, known);
      this.changed();
    };
    if (known) {
      foot.append(
        iso.el("button", { type: "button", class: "btn square", disabled: index === 0, "aria-label": "Chuyển sang trái", title: "Chuyển sang trái", onclick: () => shift(-1) }, iso.icon("left")),
        iso.el("button", { type: "button", class: "btn square", disabled: index === this.table[part].length - 1, "aria-label": "Chuyển sang phải", title: "Chuyển sang phải", onclick: () => shift(1) }, iso.icon("right")),
        iso.el("button", { type: "button", class: "btn", text: known.hidden ? "Hiện cột" : "Ẩn cột", onclick: () => {
          close();
          if (known.hidden) delete known.hidden; else known.hidden = true;
          this.changed();
        } }),
        iso.el("button", { type: "button", class: "btn", text: "Xóa cột", onclick: () => {
          close();
          const before = JSON.stringify(this.table);
          this.table[part].splice(index, 1);
          const cells = column.then ? "then" : "when";
          for (const row of this.table.rows) if (row[cells]) { row[cells] = { ...row[cells] }; delete row[cells][known.id]; }
          this.changed();
          this.undo(`Đã xóa cột «${column.label}».`, before);
        } }));
    }
    foot.append(iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: known ? "Dùng" : "Thêm cột", onclick: () => {
        const lacks = column.then ? (!draft.label && "Hãy đặt tên cho cột.") || (!draft.type && "Hãy chọn kiểu của kết quả.") : !draft.field && "Hãy chọn thông tin để xét.";
        if (lacks) {
          wrong.textContent = lacks;
          return;
        }
        if (draft.type !== "one_of") delete draft.options;
        if (draft.type !== "number") delete draft.unit;
        if (known) this.table[part][index] = draft; else this.table[part].push(draft);
        close();
        this.changed();
      } }));
    body.querySelector("input, select")?.focus();
  }

  /* ---- Excel */

  give(content) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" }));
    iso.el("a", { href: url, download: `${this.title}.xlsx` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
    this.say("Đã tải bảng ra Excel. Sửa trong tệp ấy rồi bấm «Nhập từ Excel».");
  }

  get title() {
    return document.querySelector("[name=title]")?.value.trim() || this.labelValue;
  }

  async fromExcel(file) {
    const before = JSON.stringify(this.table);
    if (file.size > 4_000_000) {
      this.say("Tệp lớn hơn 4 MB. Hãy gửi tệp chỉ có bảng này.");
      return;
    }
    this.say("Đang đọc tệp…");
    const bytes = new Uint8Array(await file.arrayBuffer());
    let letters = "";
    for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
    await iso.underWay(this.ask({ workbook: btoa(letters) }).then(() => true));
    if (JSON.stringify(this.table) !== before) this.undo(this.told.said, before);
  }

  /* ---- a pasted table */

  paste(cells) {
    const before = JSON.stringify(this.table);
    return iso.underWay(this.ask({ pasted: cells }).then(() => {
      if (JSON.stringify(this.table) !== before) this.undo(this.told.said || "Đã dán bảng.", before);
      return true;
    }));
  }
}

/* What is wrong with a part that stands in a hidden field is shown in the table. */
class TablePartController extends Controller {
  connect() {
    this.element.addEventListener("iso:go", (event) => {
      const table = document.querySelector("[data-controller~='iso-decision-table']");
      if (table && !table.dispatchEvent(new CustomEvent("iso:go", { detail: event.detail, cancelable: true }))) event.preventDefault();
    });
  }
}

window.wagtail.app.register("iso-table-part", TablePartController);
window.wagtail.app.register("iso-decision-table", DecisionTableController);
