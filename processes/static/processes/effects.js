/* What the system does by itself, and the value of that: a role of the process, a stage, a unit, words or nothing, as the effect
   that stands beside it wants. */
const iso = window.isoEditor;

/* What works on a dossier of documents is offered to the system's own processes alone, whose cases
   have one; a step template may yet go into any process. */
const offered = (column) => {
  const type = document.querySelector('[data-contentpath="procedure_type"] [name]');
  return !type || type.value === "system" ? column.choices : column.choices.filter(([name]) => !column.system.includes(name));
};

iso.controls.effect = (column, value, change, { label }) => {
  const select = iso.el("select", { "aria-label": label });
  const fill = () => iso.fillSelect(select, offered(column), value);
  fill();
  select.addEventListener("focus", fill);
  select.addEventListener("change", () => { value = select.value; change(value); });
  return select;
};

iso.controls["effect-value"] = (column, value, change, { label, valueOf }) => {
  const box = iso.el("div", {});
  let drawn;

  const keep = (next) => { value = next; change(next); };

  const select = (wanted) => {
    const control = iso.el("select", { "aria-label": label });
    const fill = () => iso.fillSelect(control, iso.choicesOf(wanted.choices, wanted.from), value);
    fill();
    control.addEventListener("focus", fill);
    control.addEventListener("change", () => keep(control.value));
    return control;
  };

  const draw = () => {
    drawn = valueOf("effect");
    const wanted = column.effects[drawn];
    if (!drawn && !value) box.replaceChildren(iso.el("span", { class: "hint", text: "Chọn việc trước." }));
    else if (wanted?.kind === "none" && !value) box.replaceChildren(iso.el("span", { class: "hint", text: "Không cần." }));
    else if (wanted && wanted.kind !== "text") box.replaceChildren(select(wanted));
    else box.replaceChildren(iso.el("input", { type: "text", autocomplete: "off", value: value || "",
      "aria-label": label, oninput: (event) => keep(event.target.value) }));
  };

  /* Another effect was chosen: what was said to the one before means nothing to it. */
  const follow = () => {
    if (!box.isConnected) document.removeEventListener("iso:edited", follow);
    else if (valueOf("effect") !== drawn) {
      const [before, now] = [column.effects[drawn], column.effects[valueOf("effect")]];
      drawn = valueOf("effect");
      if (value && before && now && before.kind !== now.kind) keep("");
      draw();
    }
  };

  draw();
  document.addEventListener("iso:edited", follow);
  return box;
};
