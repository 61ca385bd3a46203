/* Fields of one row: the controls that the grid puts into cells and the drawer into a panel. */
const iso = window.isoEditor;

/* Controls of other packages' leaves, by the type that their cell names. */
iso.controls = iso.controls || {};

/* One control for a property of a row. `change(value)` is called with the new state, `valueOf(name)`
   tells what else stands in the row. */
iso.control = (column, value, change, { label, compact = false, valueOf = () => "" } = {}) => {
  const named = { "aria-label": label || column.label };
  const said = (event) => change(event.target.value);
  switch (column.type) {
    case "check": {
      const box = iso.el("input", { type: "checkbox", ...named });
      box.checked = value === true;
      box.addEventListener("change", () => change(box.checked));
      return box;
    }
    case "choice": {
      const select = iso.el("select", named);
      const empty = column.default
        ? `— ${(column.choices.find(([key]) => key === column.default) || ["", column.default])[1]} —`
        : "— chọn —";
      const fill = () => iso.fillSelect(select, iso.choicesOf(column.choices, column.from), value, empty);
      fill();
      select.addEventListener("focus", () => { value = select.value; fill(); });
      select.addEventListener("change", () => { value = select.value; change(value); });
      return select;
    }
    case "each":
      return eachControl(column, value, change);
    case "widget":
      return widgetControl(column, value, change);
    case "number":
    case "date":
      return iso.el("input", { type: "text", autocomplete: "off", class: `${column.type}-input`,
        inputmode: column.type === "date" ? "numeric" : "decimal",
        placeholder: column.type === "date" ? "ngày/tháng/năm" : false,
        value: value || "", ...named, oninput: said });
    default: {
      const own = iso.controls[column.type];
      if (own) return own(column, value, change, { label: named["aria-label"], valueOf });
      const area = iso.el("textarea", { rows: compact || column.type === "text" ? 1 : 4,
        value: value || "", autocomplete: "off", ...named, oninput: said });
      if (column.type === "text") area.dataset.oneLine = "";
      return area;
    }
  }
};

/* One small text per row of another list: a time per deadline variant, a further column. */
const eachControl = (column, value, change) => {
  const held = value ? JSON.parse(value) : {};
  const rows = iso.rows(column.each);
  const box = iso.el("div", { class: "each" });
  if (!rows.length) box.append(iso.el("p", { class: "hint", text: column.none }));
  for (const row of rows) {
    box.append(iso.el("label", {}, iso.el("span", { text: iso.titleOf(row) || "(chưa đặt tên)" }),
      iso.eachCell(column, row, held, (next) => change(next))));
  }
  return box;
};

iso.eachCell = (column, row, held, change, label) =>
  iso.el("input", { type: "text", autocomplete: "off", value: held[row.id] || "",
    placeholder: column.placeholder || false, "aria-label": label || `${column.label}, ${iso.titleOf(row)}`,
    oninput: (event) => {
      if (event.target.value.trim()) held[row.id] = event.target.value;
      else delete held[row.id];
      change(Object.keys(held).length ? JSON.stringify(held) : "");
    } });

/* A leaf's own widget, as the server rendered it; its named input holds the state. */
const widgetControl = (column, value, change) => {
  const box = iso.el("div", {});
  box.innerHTML = column.html;
  const input = box.querySelector("[name]");
  input.id = `iso-${iso.newId()}`;
  if (input.type === "checkbox") input.checked = value === true;
  else input.value = value || "";
  input.removeAttribute("name");
  const told = () => change(input.type === "checkbox" ? input.checked : input.value);
  input.addEventListener("change", told);
  input.addEventListener("input", told);
  return box;
};

/* The drawer: every property of a row, in the order of the schema. */
iso.drawer = ({ heading, columns, row, problems, change, step }) => {
  const { dialog, title, body, foot } = iso.dialog(heading());
  const valueOf = (name) => {
    const column = columns.find((item) => item.name === name);
    return row[name] || column?.default || "";
  };
  const fields = [];
  const update = () => fields.forEach(({ column, field }) => {
    field.hidden = !iso.matters(column.when, valueOf);
  });
  for (const column of columns) {
    const control = iso.control(column, row[column.name], (value) => {
      if (value === "" || value === false) delete row[column.name];
      else row[column.name] = value;
      change(column.name);
      title.textContent = heading();
      update();
    }, { valueOf });
    const single = control.matches("input, textarea, select");
    control.id ||= `iso-${iso.newId()}`;
    const field = iso.el("div", { class: "field" },
      iso.el(single ? "label" : "div", { class: "field-label", for: single && control.id, text: column.label }),
      control,
      column.help ? iso.el("p", { class: "hint", text: column.help }) : null,
      ...problems(column.name).map((problem) =>
        iso.el("p", { class: `field-problem is-${problem.severity}`, text: problem.message })));
    if (!single) {
      field.setAttribute("role", "group");
      field.setAttribute("aria-label", column.label);
    } else control.removeAttribute("aria-label");
    if (column.type === "check") field.classList.add("is-check");
    fields.push({ column, field });
    body.append(field);
  }
  update();
  const go = (by) => () => { dialog.close(); step(by); };
  foot.append(
    step(-1, true) ? iso.el("button", { type: "button", class: "btn", text: "Dòng trước", onclick: go(-1) }) : "",
    step(1, true) ? iso.el("button", { type: "button", class: "btn", text: "Dòng sau", onclick: go(1) }) : "",
    iso.el("button", { type: "button", class: "btn go", text: "Xong", onclick: () => dialog.close() }),
  );
  return { dialog, fieldOf: (name) => fields.find((item) => item.column.name === name)?.field };
};
