/* Pasting into a grid: rows of Word or Excel, lines of a list, citations recognised by the server. */
const iso = window.isoEditor;
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

iso.rowsOfPaste = (data, lines) => {
  const html = data.getData("text/html");
  const table = html && new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (table && (table.rows.length > 1 || table.rows[0]?.cells.length > 1)) return rowsOfTable(table);
  const text = data.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  if (text.includes("\t")) return text.split("\n").map((line) => line.split("\t"));
  if (lines && text.includes("\n")) return text.split("\n").map((line) => [line]);
  return null;
};

iso.waiting = () => [...document.querySelectorAll(".grid-zone")].some((zone) => zone.value.trim());

iso.gridPasting = {
  async pasted(event) {
    if (!this.pasteValue || event.target.closest(".grid") !== this.element) return;
    const zone = event.target.matches(".grid-zone");
    let rows = iso.rowsOfPaste(event.clipboardData, this.linesValue && zone);
    if (!rows && zone) {
      const text = event.clipboardData.getData("text/plain").trim();
      rows = text ? text.split(/\r?\n/).map((line) => [line]) : null;
    }
    if (!rows) return;
    event.preventDefault();
    const tr = event.target.closest("tr[data-index]");
    this.insert(rows, tr ? Number(tr.dataset.index) + 1 : this.rows.length);
  },

  /* What was typed into the box, not pasted, is taken over when the person leaves it or the page. */
  takeOver() {
    const box = this.zone();
    const text = box?.value.trim();
    if (!text) return;
    box.value = "";
    this.insert(text.split(/\n/).filter((line) => line.trim()).map((line) => line.split("\t")), this.rows.length);
  },

  zone() {
    return this.barTarget.querySelector(".grid-zone");
  },

  /* Rows under way are work that is not on the page yet: leaving waits for them. */
  insert(cells, at) {
    return iso.underWay(this.read(cells, at));
  },

  async read(cells, at) {
    this.say("Đang đọc nội dung đã dán…");
    let told;
    try {
      told = await iso.post(iso.pasteUrl, { kind: this.kindValue, pointer: this.pointer, rows: cells, body: iso.pageState() });
    } catch (error) {
      this.say(`${error.message} Nội dung đã dán còn trong ô dán.`);
      const kept = cells.map((row) => row.map((cell) => cell.replace(/\s*\n\s*/g, " ")).join("\t")).join("\n");
      const box = this.zone();
      box.value = [box.value, kept].filter(Boolean).join("\n");
      return false;
    }
    if (!told.rows.length) this.say("Không thấy dòng nào trong nội dung đã dán.");
    else this.put(told.rows, at, told.said || `Đã dán ${told.rows.length} dòng.`);
    return true;
  },

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
    if (said) this.offerUndo(before, said, [this.zone(), document.body].includes(document.activeElement));
  },

  /* A citation typed by hand is recognised when the person leaves its cell. */
  recognise(row) {
    return row.text && !row.number ? iso.underWay(this.ask(row)) : null;
  },

  async ask(row) {
    const told = await iso.post(iso.pasteUrl, { kind: this.kindValue, pointer: this.pointer, rows: [[row.text]], body: {} }).catch(() => null);
    const found = told?.rows?.[0];
    if (!found) return;
    for (const [name, value] of Object.entries(found)) {
      if (name !== this.idNameValue && name !== PLACE && name !== "text" && !row[name]) row[name] = value;
    }
    this.commit();
    this.render();
  },
};
