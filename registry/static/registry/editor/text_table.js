/* The dialog in which a table of a text is written: cells, rows, columns, merged cells, its head. */
const iso = window.isoEditor;

const MOST_ROWS = 500;
const MOST_COLUMNS = 30;

const fresh = () => ({ runs: [] });

/* A square of cells: a merged cell stands at each place that it takes. What was ragged is filled up. */
const squareOf = (rows) => {
  const square = rows.map(() => []);
  rows.forEach((row, y) => {
    let x = 0;
    for (const given of row.cells || []) {
      while (square[y][x]) x += 1;
      const cell = { runs: given.runs || [], align: given.align || "" };
      for (let down = y; down < Math.min(rows.length, y + (given.rowspan || 1)); down += 1) {
        for (let across = x; across < x + (given.colspan || 1); across += 1) square[down][across] ||= cell;
      }
      x += given.colspan || 1;
    }
  });
  const wide = Math.max(1, ...square.map((line) => line.length));
  square.forEach((line) => { for (let x = 0; x < wide; x += 1) line[x] ||= fresh(); });
  return square;
};

const boxOf = (square, cell) => {
  let top = -1; let left = Infinity; let bottom = -1; let right = -1;
  square.forEach((line, y) => line.forEach((one, x) => {
    if (one !== cell) return;
    if (top < 0) top = y;
    left = Math.min(left, x); right = Math.max(right, x); bottom = y;
  }));
  return { top, left, bottom, right };
};

const rowsOf = (square, ids) => square.map((line, y) => {
  const cells = [];
  line.forEach((cell, x) => {
    const box = boxOf(square, cell);
    if (box.top !== y || box.left !== x) return;
    const one = {};
    if (cell.runs.length) one.runs = cell.runs;
    if (box.right > box.left) one.colspan = box.right - box.left + 1;
    if (box.bottom > box.top) one.rowspan = box.bottom - box.top + 1;
    if (cell.align) one.align = cell.align;
    cells.push(one);
  });
  return { id: ids[y], cells };
});

/* ---- words of a cell with their marks, to the page and back */
const nodeOf = (run) => {
  let node = document.createTextNode(run.text);
  if (run.italic) node = iso.el("i", {}, node);
  if (run.bold) node = iso.el("b", {}, node);
  if (run.link) node = iso.el("span", { class: "text-link", "data-link": run.link, title: run.link }, node);
  if (run.citation) node = iso.el("span", { class: "text-cites", "data-citation": JSON.stringify(run.citation) }, node);
  return node;
};

const runsOf = (root) => {
  const runs = [];
  const add = (text, marks) => {
    const last = runs.at(-1);
    const { text: before, ...held } = last || {};
    if (last && JSON.stringify(held) === JSON.stringify(marks)) last.text = before + text;
    else runs.push({ text, ...marks });
  };
  const walk = (node, marks) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue) add(node.nodeValue.replace(/\u00a0/g, " "), marks);
      return;
    }
    if (node.nodeName === "BR") { add("\n", marks); return; }
    const own = { ...marks };
    if (/^(B|STRONG)$/.test(node.nodeName)) own.bold = true;
    if (/^(I|EM)$/.test(node.nodeName)) own.italic = true;
    if (node.dataset?.link) own.link = node.dataset.link;
    if (node.dataset?.citation) own.citation = JSON.parse(node.dataset.citation);
    if (/^(DIV|P)$/.test(node.nodeName) && runs.length) add("\n", {});
    node.childNodes.forEach((child) => walk(child, own));
  };
  root.childNodes.forEach((child) => walk(child, {}));
  // A browser leaves a break at the end of a line that was emptied.
  const last = runs.at(-1);
  if (last) last.text = last.text.replace(/\n$/, "");
  return runs.filter((run) => run.text);
};

class TableEditor {
  constructor(data) {
    const rows = data?.rows?.length ? data.rows : [0, 1, 2].map(() => ({ id: iso.newId(), cells: [fresh(), fresh(), fresh()] }));
    this.square = squareOf(rows);
    this.ids = rows.map((row) => row.id || iso.newId());
    this.at = { y: 0, x: 0 };
    const { dialog, body, foot } = iso.dialog(data ? "Sửa bảng" : "Thêm bảng", { side: false });
    dialog.classList.add("is-wide");
    this.dialog = dialog;
    this.caption = iso.el("input", { type: "text", maxlength: 500, id: `iso-${iso.newId()}`, value: data?.caption || "" });
    this.heads = iso.el("input", { type: "number", min: 0, max: 10, id: `iso-${iso.newId()}`, value: String(data ? data.header_rows || 0 : 1) });
    this.said = iso.el("p", { class: "hint", role: "status", text: "Tab chuyển ô. Dán được bảng từ Word, Excel." });
    this.bar = iso.el("div", { class: "text-bar", role: "toolbar", "aria-label": "Việc với ô đang chọn" });
    this.place = iso.el("div", { class: "scroll table-place" });
    const kept = () => dialog.setAttribute("data-unkept", "");
    this.heads.addEventListener("input", () => { kept(); this.draw(); });
    this.caption.addEventListener("input", kept);
    body.append(
      iso.el("div", { class: "fields" },
        iso.el("div", { class: "field" }, iso.el("label", { class: "field-label", for: this.caption.id, text: "Tên bảng" }), this.caption),
        iso.el("div", { class: "field third" }, iso.el("label", { class: "field-label", for: this.heads.id, text: "Số dòng đầu bảng" }), this.heads)),
      this.bar, this.place, this.said);
    this.renderBar();
    this.draw();
    this.foot = foot;
    this.focus();
  }

  finish(use) {
    this.foot.append(
      iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => {
        if (!this.dialog.hasAttribute("data-unkept") || window.confirm("Bỏ các thay đổi của bảng này?")) this.dialog.close();
      } }),
      iso.el("button", { type: "button", class: "btn go", text: "Dùng bảng này", onclick: () => use(this.data()) }));
  }

  data() {
    const data = { rows: rowsOf(this.square, this.ids) };
    const heads = Math.min(Number(this.heads.value) || 0, this.square.length);
    if (heads > 0) data.header_rows = heads;
    if (this.caption.value.trim()) data.caption = this.caption.value.trim();
    return data;
  }

  get cell() {
    return this.square[this.at.y][this.at.x];
  }

  renderBar() {
    const button = (words, title, act) => iso.el("button", { type: "button", class: "btn bare low", title, "aria-label": title, text: words,
      onmousedown: (event) => event.preventDefault(), onclick: act });
    const change = (act, words) => () => {
      const wrong = act();
      if (typeof wrong === "string") { this.say(wrong); return; }
      this.changed();
      this.draw();
      this.focus();
      this.say(words);
    };
    const style = (name) => () => { document.execCommand(name); this.take(); };
    this.bar.replaceChildren(
      button("Đậm", "Chữ đậm (Ctrl+B)", style("bold")), button("Nghiêng", "Chữ nghiêng (Ctrl+I)", style("italic")),
      button("+ Dòng trên", "Thêm dòng phía trên", change(() => this.addRow(0), "Đã thêm dòng.")),
      button("+ Dòng dưới", "Thêm dòng phía dưới", change(() => this.addRow(1), "Đã thêm dòng.")),
      button("+ Cột trái", "Thêm cột bên trái", change(() => this.addColumn(0), "Đã thêm cột.")),
      button("+ Cột phải", "Thêm cột bên phải", change(() => this.addColumn(1), "Đã thêm cột.")),
      button("Xóa dòng", "Xóa dòng đang chọn", change(() => this.dropRow(), "Đã xóa dòng.")),
      button("Xóa cột", "Xóa cột đang chọn", change(() => this.dropColumn(), "Đã xóa cột.")),
      button("Gộp phải", "Gộp với ô bên phải", change(() => this.merge(0, 1), "Đã gộp ô.")),
      button("Gộp dưới", "Gộp với ô bên dưới", change(() => this.merge(1, 0), "Đã gộp ô.")),
      button("Tách ô", "Tách ô đã gộp", change(() => this.split(), "Đã tách ô.")),
      button("Căn lề", "Đổi căn lề ô: trái, giữa, phải", change(() => {
        this.cell.align = { "": "center", center: "right", right: "" }[this.cell.align || ""];
      }, "Đã đổi căn lề.")));
  }

  addRow(after) {
    if (this.square.length >= MOST_ROWS) return `Bảng có nhiều nhất ${MOST_ROWS} dòng.`;
    const box = boxOf(this.square, this.cell);
    const y = after ? box.bottom + 1 : box.top;
    const above = this.square[y - 1];
    const below = this.square[y];
    // A merged cell that reaches over the place reaches over the new row too.
    const line = this.square[0].map((_, x) => (above && below && above[x] === below[x] ? above[x] : fresh()));
    this.square.splice(y, 0, line);
    this.ids.splice(y, 0, iso.newId());
    this.at = { y, x: this.at.x };
    return null;
  }

  addColumn(after) {
    if (this.square[0].length >= MOST_COLUMNS) return `Bảng có nhiều nhất ${MOST_COLUMNS} cột.`;
    const box = boxOf(this.square, this.cell);
    const x = after ? box.right + 1 : box.left;
    let last = null;
    this.square.forEach((line) => {
      const reaches = x > 0 && x < line.length && line[x - 1] === line[x];
      last = reaches ? line[x] : fresh();
      line.splice(x, 0, last);
    });
    this.at = { y: this.at.y, x };
    return null;
  }

  dropRow() {
    if (this.square.length < 2) return "Bảng phải còn ít nhất một dòng.";
    this.square.splice(this.at.y, 1);
    this.ids.splice(this.at.y, 1);
    this.at = { y: Math.min(this.at.y, this.square.length - 1), x: this.at.x };
    return null;
  }

  dropColumn() {
    if (this.square[0].length < 2) return "Bảng phải còn ít nhất một cột.";
    this.square.forEach((line) => line.splice(this.at.x, 1));
    this.at = { y: this.at.y, x: Math.min(this.at.x, this.square[0].length - 1) };
    return null;
  }

  merge(down, across) {
    const { cell, square } = this;
    const box = boxOf(square, cell);
    const other = square[box.bottom * down + box.top * (1 - down) + down]?.[box.right * across + box.left * (1 - across) + across];
    if (!other) return across ? "Không có ô nào bên phải." : "Không có ô nào bên dưới.";
    const next = boxOf(square, other);
    const fits = across ? next.top === box.top && next.bottom === box.bottom : next.left === box.left && next.right === box.right;
    if (!fits) return across ? "Ô bên phải cao thấp khác ô này nên chưa gộp được. Hãy gộp hoặc tách ô đó trước." : "Ô bên dưới rộng hẹp khác ô này nên chưa gộp được. Hãy gộp hoặc tách ô đó trước.";
    square.forEach((line) => line.forEach((one, x) => { if (one === other) line[x] = cell; }));
    if (other.runs.length) cell.runs = [...cell.runs, ...(cell.runs.length ? [{ text: "\n" }] : []), ...other.runs];
    return null;
  }

  split() {
    const { cell, square } = this;
    const box = boxOf(square, cell);
    if (box.top === box.bottom && box.left === box.right) return "Ô này chưa gộp nên không có gì để tách.";
    square.forEach((line, y) => line.forEach((one, x) => {
      if (one === cell && (y !== box.top || x !== box.left)) line[x] = fresh();
    }));
    return null;
  }

  draw() {
    const heads = Number(this.heads.value) || 0;
    const body = this.square.map((line, y) => iso.el("tr", {}, ...line.flatMap((cell, x) => {
      const box = boxOf(this.square, cell);
      if (box.top !== y || box.left !== x) return [];
      const words = iso.el("div", { contenteditable: "true", role: "textbox", "aria-multiline": "true", "aria-label": `Dòng ${y + 1}, cột ${x + 1}`, "data-y": y, "data-x": x }, ...cell.runs.map(nodeOf));
      words.addEventListener("focus", () => { this.at = { y, x }; this.lit(); });
      words.addEventListener("input", () => this.take(words, cell));
      words.addEventListener("paste", (event) => this.paste(event));
      words.addEventListener("keydown", (event) => this.key(event));
      return [iso.el(y < heads ? "th" : "td", { colspan: box.right - box.left + 1, rowspan: box.bottom - box.top + 1, class: cell.align ? `is-${cell.align}` : false }, words)];
    })));
    this.place.replaceChildren(iso.el("table", { class: "table-edit" }, iso.el("tbody", {}, ...body)));
  }

  lit() {
    this.place.querySelectorAll(".is-on").forEach((one) => one.classList.remove("is-on"));
    this.words()?.parentElement.classList.add("is-on");
  }

  words() {
    const box = boxOf(this.square, this.cell);
    return this.place.querySelector(`[data-y="${box.top}"][data-x="${box.left}"]`);
  }

  focus() {
    this.words()?.focus();
    this.lit();
  }

  changed() {
    this.dialog.setAttribute("data-unkept", "");
  }

  take(words = this.words(), cell = this.cell) {
    cell.runs = runsOf(words);
    this.changed();
  }

  /* Enter is a line in the cell; arrows with Alt go from cell to cell, as in lists. */
  key(event) {
    if (event.key === "Enter" && !event.ctrlKey) {
      event.preventDefault();
      document.execCommand("insertLineBreak");
      return;
    }
    const way = event.altKey && { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const box = boxOf(this.square, this.cell);
    const y = way[0] > 0 ? box.bottom + 1 : box.top + way[0];
    const x = way[1] > 0 ? box.right + 1 : box.left + way[1];
    if (!this.square[y]?.[x]) return;
    this.at = { y, x };
    this.focus();
  }

  say(words) {
    this.said.textContent = words;
  }

  /* A table fills cells from here on; other text goes into the cell, its words alone. */
  paste(event) {
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    const html = event.clipboardData.getData("text/html");
    if (!/<table/i.test(html) && !/\t/.test(text)) {
      document.execCommand("insertText", false, text.replace(/\r\n?/g, "\n").trim());
      return;
    }
    this.say("Đang đọc bảng đã dán…");
    iso.underWay(iso.readPasted(html, text).then((told) => {
      const found = Object.values(told.raw.entityMap).find((one) => one.type === "ISO-TABLE");
      if (!found) { this.say("Không thấy bảng nào trong nội dung đã dán."); return; }
      this.lay(squareOf(found.data.rows));
      this.changed();
      this.draw();
      this.focus();
      this.say(told.said);
    }).catch((error) => this.say(error.message)));
  }

  lay(square) {
    const { y, x } = this.at;
    const empty = this.square.every((line) => line.every((cell) => !cell.runs.length));
    if (empty) {
      this.square = square;
      this.ids = square.map((_, n) => this.ids[n] || iso.newId());
      this.at = { y: 0, x: 0 };
      return;
    }
    const wide = Math.min(MOST_COLUMNS, Math.max(this.square[0].length, x + square[0].length));
    while (this.square.length < Math.min(MOST_ROWS, y + square.length)) {
      this.square.push(this.square[0].map(fresh));
      this.ids.push(iso.newId());
    }
    this.square.forEach((line) => { while (line.length < wide) line.push(fresh()); });
    // A merged cell of which a part is laid over is one no more.
    square.forEach((line, down) => line.forEach((_, across) => {
      const old = this.square[y + down]?.[x + across];
      if (!old) return;
      const box = boxOf(this.square, old);
      this.square.forEach((other, top) => other.forEach((one, left) => {
        if (one === old && (top !== box.top || left !== box.left)) other[left] = fresh();
      }));
    }));
    square.forEach((line, down) => line.forEach((cell, across) => {
      if (this.square[y + down]?.[x + across]) this.square[y + down][x + across] = cell;
    }));
  }
}

iso.tableDialog = (data) => {
  const editor = new TableEditor(data);
  return { dialog: editor.dialog, finish: (use) => editor.finish(use) };
};
