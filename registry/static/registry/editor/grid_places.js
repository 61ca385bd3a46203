/* Places in a grid: where the focus is, and giving it back after the table was drawn again. */
const iso = window.isoEditor;

const controlsOf = (holder) => [...holder.querySelectorAll("input:not([type=hidden]), textarea, select, button, a[href]")];

iso.gridPlaces = {
  /* Letters being put together (a Vietnamese keyboard) live in their field: wait for the word. */
  composed() {
    this.composing = false;
    if (!this.owed) return;
    this.owed = false;
    setTimeout(() => this.render());
  },

  /* Where the focus is: row, cell and control in it, and the caret in its text. */
  place() {
    const active = document.activeElement;
    if (!this.scrollTarget.contains(active)) return null;
    const tr = active.closest("tr[data-index]");
    if (!tr || tr.closest(".grid") !== this.element) return null;
    const holder = active.closest("td");
    return { index: Number(tr.dataset.index), key: this.keyOf(this.rows[Number(tr.dataset.index)] || {}),
      cell: holder.dataset.cell, control: controlsOf(holder).indexOf(active), caret: iso.caretOf(active),
      composing: this.composing };
  },

  /* Rows may have moved meanwhile: the same row, not the same number. */
  focus(place) {
    if (!place) return;
    const moved = place.key === undefined ? -1 : this.rows.findIndex((row) => this.keyOf(row) === place.key);
    const tr = this.tr(moved < 0 ? place.index : moved);
    const holder = place.cell ? tr?.querySelector(`:scope > [data-cell="${CSS.escape(place.cell)}"]`) : tr?.querySelector(".grid-do");
    if (!holder) return;
    const controls = controlsOf(holder);
    const wanted = controls[Math.max(0, place.control ?? 0)];
    const target = wanted && !wanted.disabled ? wanted : controls.find((control) => !control.disabled);
    if (target) iso.focusAt(target, place.caret);
  },

  key(event) {
    const tr = event.target.closest?.("tr[data-index]");
    if (!tr || tr.closest(".grid") !== this.element || event.isComposing) return;
    const index = Number(tr.dataset.index);
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.move(index, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Enter" && event.target.matches("[data-one-line], input:not([type=checkbox])")) {
      event.preventDefault();
      const { cell } = event.target.closest("td").dataset;
      if (index + 1 >= this.rows.length) this.add();
      this.focus({ index: index + 1, cell });
    }
  },
};
