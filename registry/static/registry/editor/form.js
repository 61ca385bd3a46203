/* The form as a whole: saving in turn, fields that matter only sometimes, choices. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

/* Wagtail's autosave and a click on "Lưu" must not overlap: the second would look stale. And
   Wagtail takes what is typed in the first two seconds for the initial state; we force it dirty. */
class FormController extends Controller {
  static values = { choicesUrl: String, pasteUrl: String };

  connect() {
    iso.choicesUrl = this.choicesUrlValue;
    iso.pasteUrl = this.pasteUrlValue;
    this.form = this.element.closest("form");
    this.saving = false;
    this.waiting = null;
    this.watched = false;
    this.listeners = [
      [this.form, "w-autosave:save", () => { this.saving = true; }],
      [this.form, "w-autosave:success", () => this.done()],
      [this.form, "w-autosave:error", () => this.done()],
      [this.form, "w-unsaved:watch-edits", () => { this.watched = true; }],
      [this.form, "input", () => this.early()],
      [document, "iso:edited", () => this.early()],
      [this.form, "submit", (event) => this.submit(event)],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener, true));
  }

  disconnect() {
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener, true));
  }

  early() {
    if (!this.watched) this.form.setAttribute("data-w-unsaved-force-value", "true");
  }

  submit(event) {
    if (!this.saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = event.submitter;
  }

  done() {
    this.saving = false;
    if (this.waiting === null) return;
    const button = this.waiting;
    this.waiting = null;
    requestAnimationFrame(() => this.form.requestSubmit(button));
  }
}

class WhenController extends Controller {
  static values = { rules: Object };

  connect() {
    this.listener = () => this.update();
    this.element.addEventListener("change", this.listener);
    this.update();
  }

  disconnect() {
    this.element.removeEventListener("change", this.listener);
  }

  field(name) {
    return this.element.querySelector(`:scope [data-contentpath="${CSS.escape(name)}"]`);
  }

  valueOf(name) {
    const input = this.field(name)?.querySelector("input[name], textarea[name], select[name]");
    if (!input) return "";
    return input.type === "checkbox" ? input.checked : input.value;
  }

  update() {
    for (const [name, when] of Object.entries(this.rulesValue)) {
      const field = this.field(name);
      if (field) field.hidden = !iso.matters(when, (other) => this.valueOf(other));
    }
  }
}

class ChoiceController extends Controller {
  static targets = ["input", "select"];
  static values = { choices: Array, source: String };

  connect() {
    this.selectTarget.id = this.inputTarget.id;
    this.inputTarget.removeAttribute("id");
    this.refresh();
  }

  refresh() {
    iso.fillSelect(this.selectTarget, iso.choicesOf(this.choicesValue, this.sourceValue), this.inputTarget.value);
  }

  choose() {
    this.inputTarget.value = this.selectTarget.value;
    iso.changed(this.inputTarget);
  }
}

class RefusedController extends Controller {
  static targets = ["text"];

  show(event) {
    this.textTarget.textContent = event.detail.text;
    this.element.hidden = false;
    const told = event.detail.response?.problems;
    if (told) document.dispatchEvent(new CustomEvent("iso:problems", { detail: told }));
  }

  hide() {
    this.element.hidden = true;
  }
}

const { app } = window.wagtail;
app.register("iso-form", FormController);
app.register("iso-when", WhenController);
app.register("iso-choice", ChoiceController);
app.register("iso-refused", RefusedController);
