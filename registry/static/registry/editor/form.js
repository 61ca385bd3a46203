/* Parts of the form: fields that matter only sometimes, choices, what was refused. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

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
app.register("iso-when", WhenController);
app.register("iso-choice", ChoiceController);
app.register("iso-refused", RefusedController);
