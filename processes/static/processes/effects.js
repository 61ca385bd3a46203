/* The value of an effect: a role of the process, a stage, a unit, words or nothing, as the effect
   that stands beside it wants. */
const iso = window.isoEditor;

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
