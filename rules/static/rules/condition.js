/* The condition editor: rows and groups with the sentence that they make, in its place on the page
   or, in a table, in a dialog; as code for whoever asks for it. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const PAUSE = 250;

/* One condition being edited in a box; `result` is what it comes to, `settle` asks the server once more. */
class ConditionBox {
  constructor(ask, logic, changed) {
    Object.assign(this, { ask, before: logic, changed });
    this.result = { logic, ok: true };
    this.rows = iso.el("div", { class: "condition-rows" });
    this.sentence = iso.el("div", { class: "sentence", role: "status" });
    this.wrong = iso.el("p", { class: "condition-wrong", role: "alert" });
    this.code = iso.el("div");
    this.element = iso.el("div", { class: "cond-box" }, this.rows, this.sentence, this.wrong, this.code);
    this.asked = 0;
  }

  async open() {
    const told = await this.ask({ logic: this.before }).catch((error) => ({ error: error.message, inputs: [], incomplete: true }));
    this.told = { ...told, inputs: told.inputs || [] };
    this.result.ok = !told.incomplete;
    this.say(told);
    this.shape(told.condition);
    this.code.replaceChildren(this.raw(!told.condition));
  }

  /* Rows where the condition is made of them, else a word that it is not. */
  shape(condition) {
    this.tree = null;
    if (!condition) {
      this.rows.replaceChildren(iso.el("p", { class: "hint", text: "Điều kiện này dùng phép tính mà các dòng chọn chưa có. Câu dưới đây đọc đúng nội dung của nó; muốn sửa thì mở dạng mã." }));
    } else {
      this.condition = condition.rows.length ? condition : { ...condition, rows: [{}] };
      this.tree = new iso.ConditionTree(this.rows, this.condition, this.told, () => this.touched());
      if (!this.told.inputs.length) {
        this.rows.prepend(iso.el("p", { class: "hint", text: "Chưa có thông tin nào để đặt điều kiện. Hãy chọn biểu mẫu hoặc khai thông tin trước." }));
      }
    }
  }

  /* The code, folded away unless there is no other way to edit it. */
  raw(open) {
    const area = iso.el("textarea", { rows: 8, class: "input raw", spellcheck: "false", "aria-label": "Điều kiện dạng mã",
      value: this.written, oninput: () => {
        clearTimeout(this.timer);
        this.typing = true;
        this.timer = setTimeout(() => this.settle(), PAUSE);
        this.changed(false);
      } });
    const box = iso.el("details", { class: "condition-code" }, iso.el("summary", { text: "Dạng mã (JSON Logic)" }),
      iso.el("p", { class: "hint", text: "Chỉ sửa ở đây nếu biết cách viết; câu đọc được ở trên đổi theo." }), area);
    box.open = open;
    this.area = area;
    return box;
  }

  get written() {
    return JSON.stringify(this.result.logic ?? {}, null, 2);
  }

  /* Typed as code: the rows are drawn anew from it. */
  async read() {
    this.typing = false;
    let logic;
    try {
      logic = JSON.parse(this.area.value || "null");
    } catch {
      this.result.ok = false;
      this.wrong.textContent = "Mã chưa đúng cú pháp. Hãy xem lại dấu ngoặc và dấu phẩy.";
      return;
    }
    const told = await this.answer({ logic });
    if (!told) return;
    this.before = logic;
    this.shape(told.condition);
    this.take({ ...told, logic });
  }

  touched() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), PAUSE);
    this.changed(false);
  }

  async settle() {
    clearTimeout(this.timer);
    if (this.typing) await this.read();
    if (!this.tree || this.code.contains(document.activeElement)) return;
    const told = await this.answer({ condition: this.condition, before: this.before });
    if (told) this.take(told);
  }

  /* What the server says of it; nothing where something newer was asked meanwhile. */
  async answer(more) {
    this.asked += 1;
    const mine = this.asked;
    const told = await this.ask(more).catch((error) => ({ error: error.message, incomplete: true }));
    return mine === this.asked ? told : null;
  }

  take(told) {
    this.say(told);
    this.result = { logic: told.logic, ok: !told.incomplete };
    if (this.area && document.activeElement !== this.area && !told.incomplete) this.area.value = this.written;
    this.changed(!told.incomplete);
  }

  say(told) {
    this.sentence.replaceChildren(...sentence(told));
    this.wrong.textContent = told.error || "";
    this.tree?.mark(told.incomplete ? told.at : "");
  }
}

/* What the server says of a condition, as an indented list. */
const sentence = (told) => {
  if (!told.outline) return [iso.el("p", { text: told.incomplete ? "Điều kiện chưa đủ." : "Chưa đặt điều kiện." })];
  const part = (one) => iso.el("li", {}, one.words, one.parts.length ? iso.el("ul", {}, ...one.parts.map(part)) : null);
  const { words, parts } = told.outline;
  return [iso.el("p", {}, iso.el("span", { class: "sentence-k", text: "Đọc là" }), " ", words),
    ...(parts.length ? [iso.el("ul", {}, ...parts.map(part))] : [])];
};

class ConditionController extends Controller {
  static targets = ["input", "sentence", "button", "place"];
  static values = { source: String, kind: String, label: String, url: String, open: Boolean };

  connect() {
    if (this.openValue) {
      this.unfold();
      return;
    }
    this.buttonTarget.id = this.inputTarget.id;
    this.inputTarget.removeAttribute("id");
    this.show();
  }

  disconnect() {
    document.removeEventListener("iso:content", this.followed);
    document.removeEventListener("iso:settle", this.settled);
  }

  get logic() {
    try {
      return JSON.parse(this.inputTarget.value || "null");
    } catch {
      return this.inputTarget.value;
    }
  }

  ask(more) {
    return iso.post(this.urlValue, { kind: this.kindValue, source: this.sourceValue, body: iso.pageState(), ...more });
  }

  /* Whether this is another condition than the one that stood there. */
  set(logic) {
    const empty = !logic || !Object.keys(logic).length;
    const value = empty ? "" : JSON.stringify(logic);
    if (value === this.inputTarget.value) return false;
    this.inputTarget.value = value;
    iso.changed(this.inputTarget);
    return true;
  }

  /* In its place on the page: what is whole is kept at once, what is not is said. */
  unfold() {
    const box = new ConditionBox((more) => this.ask(more), this.logic, (whole) => {
      const was = box.element.hasAttribute("data-unkept");
      box.element.toggleAttribute("data-unkept", !whole);
      // What stands here unfinished is not saved, and the bar says so.
      if (!whole) document.dispatchEvent(new CustomEvent("w-unsaved:add", { detail: { type: "edits" } }));
      else if (!this.set(box.result.logic) && was) document.dispatchEvent(new CustomEvent("iso:same"));
    });
    this.placeTarget.replaceChildren(box.element);
    // Other fields of the page change what may be asked about.
    let known = "";
    this.followed = () => {
      const { logic, ...rest } = iso.pageState();
      const now = JSON.stringify([rest.form, rest.inputs]);
      if (known && now !== known && !box.element.hasAttribute("data-unkept")) {
        box.before = this.logic;
        box.open();
      }
      known = now;
    };
    this.followed();
    // Whoever saves or leaves waits for what was just chosen, and stays where it is not whole.
    this.settled = () => {
      if (box.element.hasAttribute("data-unkept")) iso.underWay(box.settle().then(() => box.result.ok));
    };
    document.addEventListener("iso:content", this.followed);
    document.addEventListener("iso:settle", this.settled);
    box.open();
  }

  async show() {
    const logic = this.logic;
    this.buttonTarget.textContent = logic ? "Sửa điều kiện" : "Đặt điều kiện";
    this.buttonTarget.setAttribute("aria-label", `${this.buttonTarget.textContent}: ${this.labelValue}`);
    if (!logic) {
      this.sentenceTarget.textContent = "Chưa đặt điều kiện.";
      return;
    }
    const told = await this.ask({ logic }).catch((error) => ({ sentence: "", error: error.message }));
    this.sentenceTarget.textContent = told.sentence || told.error || "";
  }

  async open() {
    const { dialog, body, foot } = iso.dialog(this.labelValue);
    const box = new ConditionBox((more) => this.ask(more), this.logic, () => dialog.setAttribute("data-unkept", ""));
    body.append(box.element);
    const keep = (logic) => {
      this.set(logic);
      this.show();
      dialog.close();
    };
    const use = async () => {
      await box.settle();
      if (box.result.ok) keep(box.result.logic);
      else box.wrong.textContent = box.wrong.textContent || "Điều kiện chưa đủ. Hãy điền nốt hoặc bỏ dòng trống.";
    };
    foot.append(
      iso.el("button", { type: "button", class: "btn", text: "Bỏ điều kiện", onclick: () => keep(null) }),
      iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: "Dùng điều kiện này", onclick: use }),
    );
    await box.open();
    box.rows.querySelector("select")?.focus();
  }
}

window.wagtail.app.register("iso-condition", ConditionController);
