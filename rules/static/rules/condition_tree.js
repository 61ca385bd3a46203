/* A condition drawn: groups («Tất cả», «Một trong») of rows and of groups, to any depth; moved by
   dragging the grip or with the arrow keys on it. It changes the condition that it is given, and
   calls `changed` after each change. */
const iso = window.isoEditor;

const JOINS = [["all", "Tất cả", "các điều sau đều đúng"], ["any", "Một trong", "các điều sau đúng"]];

class ConditionTree {
  /* `told` are the inputs with what may be asked about them, operators by type, units of time. */
  constructor(holder, condition, told, changed) {
    const { inputs, operators = {}, units = {} } = told;
    Object.assign(this, { holder, condition, inputs, operators, units, changed });
    this.said = iso.el("p", { class: "hint condition-said", role: "status" });
    this.box = iso.el("div");
    holder.replaceChildren(this.box, this.said);
    this.draw();
  }

  draw(focus) {
    iso.redraw(this.box, () => this.box.replaceChildren(this.group(this.condition, null)));
    const found = focus && this.places.get(focus.item);
    found?.querySelector(focus.on)?.focus();
  }

  /* The row that lacks something, by its pointer: «/rows/1/rows/0/value». */
  mark(pointer) {
    this.places.forEach((li) => li.classList.remove("is-wrong"));
    let row = this.condition;
    for (const [, index] of (pointer || "").matchAll(/\/rows\/(\d+)/g)) row = row?.rows?.[Number(index)];
    this.places.get(row)?.classList.add("is-wrong");
  }

  settled(words) {
    this.said.textContent = words || "";
    this.changed();
  }

  /* `above` is the group that holds this one, nothing for the whole condition. */
  group(group, above) {
    if (!above) this.places = new Map();
    const alone = !above && group.rows.length < 2 && !group.rows.some((row) => row.rows);
    const words = iso.el("span", { text: JOINS.find(([code]) => code === group.match)[2] });
    const match = iso.el("select", { class: "cg-sel", "aria-label": "Cách kết hợp", onchange: () => {
      group.match = match.value;
      this.draw();
      this.settled();
    } }, ...JOINS.map(([value, text]) => iso.el("option", { value, text })));
    match.value = group.match;
    const head = iso.el("p", { class: "cg-head", hidden: alone }, above ? this.grip(group, above, "nhóm") : null, match, words,
      above ? this.remove(group, above, "nhóm") : null);
    return iso.el("div", { class: `cg is-${group.match}`, role: "group", "aria-label": above ? "Nhóm điều kiện" : "Điều kiện" },
      head,
      iso.el("ul", { class: "crs" }, ...group.rows.map((row) => this.item(row, group))),
      iso.el("p", { class: "cg-add" },
        iso.el("button", { type: "button", class: "btn low bare", onclick: () => this.add(group, {}) }, iso.icon("plus"), " Thêm điều kiện"),
        iso.el("button", { type: "button", class: "btn low bare", onclick: () => this.add(group, { match: group.match === "all" ? "any" : "all", rows: [{}] }) },
          iso.icon("split"), " Thêm nhóm")));
  }

  item(row, group) {
    const li = row.rows ? iso.el("li", { class: "cr-group" }, this.group(row, group))
      : iso.el("li", { class: "cr" }, this.grip(row, group, "điều kiện"), this.parts(row), this.remove(row, group, "điều kiện"));
    this.places.set(row, li);
    this.droppable(li, row, group);
    return li;
  }

  add(group, row) {
    group.rows.push(row);
    this.draw({ item: row.rows ? row.rows[0] : row, on: "select" });
    this.settled();
  }

  remove(row, group, what) {
    return iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Bỏ ${what} ${group.rows.indexOf(row) + 1}`, title: `Bỏ ${what} này`, onclick: () => {
      const index = group.rows.indexOf(row);
      group.rows.splice(index, 1);
      this.draw();
      this.settled();
      const undo = iso.el("button", { type: "button", class: "link-button", text: "Hoàn tác", onclick: () => {
        group.rows.splice(Math.min(index, group.rows.length), 0, row);
        this.draw({ item: row, on: "button" });
        this.settled("Đã hoàn tác.");
      } });
      this.said.replaceChildren(`Đã bỏ ${what} ${index + 1}. `, undo);
      undo.focus({ preventScroll: true });
    } }, iso.icon("bin"));
  }

  /* ---- moving */

  grip(row, group, what) {
    const words = `Chuyển ${what} ${group.rows.indexOf(row) + 1}: kéo, hoặc bấm mũi tên lên, xuống`;
    const grip = iso.el("button", { type: "button", class: "grip", "aria-label": words, title: words, onkeydown: (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      this.step(row, group, by);
    } }, iso.icon("grip"));
    const li = () => this.places.get(row);
    grip.addEventListener("pointerdown", () => li().setAttribute("draggable", "true"));
    grip.addEventListener("pointerup", () => li().removeAttribute("draggable"));
    return grip;
  }

  /* One place up or down: over a row, into a group and out of it. */
  step(row, group, by) {
    const index = group.rows.indexOf(row);
    const next = group.rows[index + by];
    if (next?.rows) {
      this.put(row, group, next, by > 0 ? 0 : next.rows.length);
    } else if (next) {
      this.put(row, group, group, index + by);
    } else {
      const above = this.holding(group);
      if (above) this.put(row, group, above, above.rows.indexOf(group) + (by > 0 ? 1 : 0));
      else this.said.textContent = by > 0 ? "Đã ở cuối." : "Đã ở đầu.";
    }
  }

  put(row, from, to, index) {
    from.rows.splice(from.rows.indexOf(row), 1);
    to.rows.splice(index, 0, row);
    this.prune(from);
    this.draw({ item: row, on: ".grip" });
    const many = to.rows.length;
    this.settled(`Đã chuyển thành điều ${to.rows.indexOf(row) + 1} trong ${many}${to === this.condition ? "" : " của nhóm"}.`);
  }

  /* A group that was emptied by moving goes, and those that held nothing else. */
  prune(group) {
    const above = group.rows.length ? null : this.holding(group);
    if (!above) return;
    above.rows.splice(above.rows.indexOf(group), 1);
    this.prune(above);
  }

  holding(wanted, group = this.condition) {
    if (group.rows.includes(wanted)) return group;
    for (const row of group.rows) {
      const found = row.rows && this.holding(wanted, row);
      if (found) return found;
    }
    return null;
  }

  droppable(li, row, group) {
    const side = (event) => {
      const { top, height } = li.getBoundingClientRect();
      return event.clientY < top + height / 2 ? 0 : 1;
    };
    const fits = () => this.dragged && this.dragged.row !== row && !(this.dragged.row.rows && this.inside(row, this.dragged.row));
    const clear = () => li.classList.remove("is-before", "is-after");
    li.addEventListener("dragstart", (event) => {
      event.stopPropagation();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      this.dragged = { row, group };
      li.classList.add("is-dragged");
    });
    li.addEventListener("dragend", () => {
      li.classList.remove("is-dragged");
      li.removeAttribute("draggable");
      this.dragged = null;
    });
    li.addEventListener("dragover", (event) => {
      if (!fits()) return;
      event.preventDefault();
      event.stopPropagation();
      clear();
      li.classList.add(side(event) ? "is-after" : "is-before");
    });
    li.addEventListener("dragleave", clear);
    li.addEventListener("drop", (event) => {
      if (!fits()) return;
      event.preventDefault();
      event.stopPropagation();
      clear();
      const { row: moved, group: from } = this.dragged;
      let index = group.rows.indexOf(row) + side(event);
      if (from === group && from.rows.indexOf(moved) < index) index -= 1;
      this.put(moved, from, group, index);
    });
  }

  inside(row, group) {
    return group.rows.some((one) => one === row || (one.rows && this.inside(row, one)));
  }

  /* ---- one row: information, comparison, value */

  parts(row) {
    const box = iso.el("div", { class: "cr-parts" });
    const draw = () => iso.redraw(box, () => {
      const input = this.inputs.find((item) => item.id === row.field);
      const start = () => {
        for (const name of ["value", "other", "unit"]) delete row[name];
        row.operator = this.comparisons(this.inputs.find((item) => item.id === row.field), row)[0]?.[0];
        draw();
        this.settled();
      };
      const field = iso.el("select", { class: "cr-f", "aria-label": "Thông tin", onchange: () => {
        row.field = field.value;
        delete row.part;
        start();
      } });
      iso.fillSelect(field, this.inputs.map((item) => [item.id, item.label]), row.field, "— chọn thông tin —");
      box.replaceChildren(field);
      if (!input) return;
      if (input.parts.length) {
        const part = iso.el("select", { class: "cr-part", "aria-label": "Phần của thông tin", onchange: () => {
          if (part.value) row.part = part.value; else delete row.part;
          start();
        } });
        iso.fillSelect(part, input.parts.map(([code, label]) => [code, label]), row.part, input.type === "text" ? "nội dung" : "cả ngày");
        box.append(part);
      }
      const known = this.comparisons(input, row);
      const operator = iso.el("select", { class: "cr-o", "aria-label": "So sánh", onchange: () => {
        const shape = (code) => JSON.stringify(known.find(([one]) => one === code)?.slice(2));
        if (shape(row.operator) !== shape(operator.value)) for (const name of ["value", "other", "unit"]) delete row[name];
        row.operator = operator.value;
        draw();
        this.settled();
      } });
      iso.fillSelect(operator, known.map(([code, label]) => [code, label]), row.operator, "— so sánh —");
      box.append(operator);
      const [, , takes, units] = known.find(([code]) => code === row.operator) || [];
      if (takes === "related") box.append(this.related(input, row, units));
      else if (takes && takes !== "none") box.append(this.compared(input, row, takes, draw));
    });
    draw();
    return box;
  }

  /* [code, words, what it takes, units] of what may be asked about a field, or a part of it. */
  comparisons(input, row) {
    if (!input) return [];
    const gives = input.parts.find(([code]) => code === row.part)?.[2];
    if (gives) return (this.operators[gives] || []).filter(([, , takes]) => takes === "one");
    return [...input.operators, ...input.relations.map(([code, label, units]) => [code, label, "related", units])];
  }

  /* «sau ít nhất 30 ngày kể từ …», «đã đủ 18 tuổi vào …» */
  related(input, row, units) {
    const set = (name, value) => {
      if (value) row[name] = value; else delete row[name];
      this.settled();
    };
    const count = iso.el("input", { type: "text", class: "input cr-n", autocomplete: "off", "aria-label": units.length ? "Số" : "Số tuổi", value: row.value ?? "",
      oninput: () => set("value", count.value) });
    const other = iso.el("select", { "aria-label": "Tính từ", onchange: () => set("other", other.value) });
    iso.fillSelect(other, this.named(input.days), row.other, "— chọn ngày —");
    const unit = units.length ? iso.el("select", { "aria-label": "Đơn vị", onchange: () => set("unit", unit.value) }) : null;
    if (unit) iso.fillSelect(unit, units.map((code) => [code, this.units[code]]), row.unit, "— đơn vị —");
    return iso.el("span", { class: "cr-v cr-related" }, count, unit || iso.el("span", { text: "tuổi" }), iso.el("span", { text: units.length ? "kể từ" : "vào" }), other);
  }

  named(ids) {
    return ids.map((id) => [id, this.inputs.find((one) => one.id === id)?.label || id]);
  }

  /* A value, or another field of its kind. */
  compared(input, row, takes, draw) {
    if (takes !== "one" || row.part || !input.kin.length) return this.value(input, row, takes, draw);
    const turn = (other) => {
      delete row.value;
      if (other) row.other = ""; else delete row.other;
      draw();
      this.settled();
    };
    const swap = iso.el("button", { type: "button", class: "btn bare low square", onclick: () => turn(row.other === undefined),
      ...Object.fromEntries(["aria-label", "title"].map((name) => [name, row.other === undefined ? "So với thông tin khác" : "So với một giá trị"])) }, iso.icon("link"));
    if (row.other === undefined) return iso.el("span", { class: "cr-both" }, this.value(input, row, takes, draw), swap);
    const other = iso.el("select", { class: "cr-v", "aria-label": "Thông tin so sánh", onchange: () => { row.other = other.value; this.settled(); } });
    iso.fillSelect(other, this.named(input.kin), row.other, "— chọn thông tin —");
    return iso.el("span", { class: "cr-both" }, other, swap);
  }

  value(input, row, takes, draw) {
    const set = (value) => {
      row.value = value;
      this.settled();
    };
    const options = row.part ? [] : input.options;
    if (takes === "many" && options.length) return this.chosen(input, row, draw);
    if (options.length) {
      const select = iso.el("select", { class: "cr-v", "aria-label": "Giá trị", onchange: () => set(select.value) });
      iso.fillSelect(select, options, row.value, "— chọn giá trị —");
      return select;
    }
    const many = takes === "many";
    const box = iso.el("input", { type: "text", class: "input", autocomplete: "off", "aria-label": "Giá trị",
      placeholder: (!row.part && input.placeholder) || (many ? "cách nhau bằng dấu chấm phẩy" : false),
      value: many ? (row.value || []).join("; ") : row.value ?? "",
      oninput: () => set(many ? box.value.split(";").map((part) => part.trim()).filter(Boolean) : box.value) });
    return input.unit && !row.part ? iso.el("span", { class: "cr-v unit" }, box, iso.el("em", { text: input.unit })) : iso.el("span", { class: "cr-v" }, box);
  }

  /* Several of the choices: each chosen one can be taken away, a list adds another. */
  chosen(input, row, draw) {
    const held = row.value || [];
    const label = (key) => input.options.find(([code]) => code === key)?.[1] || `${key} (không còn trong danh sách)`;
    const change = (value) => {
      row.value = value;
      draw();
      this.settled();
    };
    const add = iso.el("select", { class: "tok-add", "aria-label": "Giá trị", onchange: () => change([...held, add.value]) });
    iso.fillSelect(add, input.options.filter(([key]) => !held.includes(key)), "", held.length ? "+ thêm" : "— chọn giá trị —");
    return iso.el("span", { class: "cr-v toks" },
      ...held.map((key) => iso.el("span", { class: "tok" }, label(key),
        iso.el("button", { type: "button", "aria-label": `Bỏ ${label(key)}`, onclick: () => change(held.filter((one) => one !== key)) }, iso.icon("cross")))),
      held.length < input.options.length ? add : null);
  }
}

iso.ConditionTree = ConditionTree;
