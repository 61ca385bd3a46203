/* Trying a rule beside its editor: answers to it, what it says and why; the kept examples, which of
   them hold, and what none of them shows yet. The server decides; the page asks it after each change. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;
const PAUSE = 350;

const TONES = { yes: "check", no: "cross", value: "check", unknown: "info", error: "late" };

class TryingController extends Controller {
  static targets = ["fields", "answer", "keep", "tally", "said", "examples", "cover"];
  static values = { url: String, kind: String, caseUrl: String };

  connect() {
    this.typed = {};
    this.asked = 0;
    this.went = (event) => this.go(event);
    document.addEventListener("iso:go", this.went, true);
    this.ask();
  }

  disconnect() {
    clearTimeout(this.timer);
    document.removeEventListener("iso:go", this.went, true);
  }

  /* From the list of problems: to the example, or to what lacks one. */
  async go(event) {
    const [, part, index] = event.detail.pointer.split("/");
    if (part !== "examples") return;
    event.preventDefault();
    if (!this.told) await this.ask();
    this.element.scrollIntoView({ block: "nearest" });
    const one = index === undefined ? null : this.told?.examples.find((example) => example.id === this.examples[Number(index)]?.id);
    if (one) this.edit(one);
    else (this.coverTarget.querySelector("button") || this.fieldsTarget.querySelector("input, select"))?.focus();
  }

  stale() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /* The examples stand in a field of the form, where they are saved with the rest. */
  get input() {
    return document.querySelector("[data-examples]");
  }

  get examples() {
    return JSON.parse(this.input.value || "[]");
  }

  set examples(list) {
    this.input.value = list.length ? JSON.stringify(list) : "";
    iso.changed(this.input);
  }

  post(more) {
    return iso.post(this.urlValue, { kind: this.kindValue, body: iso.pageState(), answers: this.typed, ...more });
  }

  async ask() {
    this.asked += 1;
    const mine = this.asked;
    const told = await this.post({}).catch((error) => ({ failed: error.message }));
    if (mine !== this.asked) return;
    if (told.failed) {
      this.answerTarget.replaceChildren(iso.el("p", { class: "hint", text: told.failed }));
      return;
    }
    this.told = told;
    this.drawFields(told.fields);
    this.drawWrong(told.wrong);
    this.drawAnswer(told.answer);
    document.dispatchEvent(new CustomEvent("iso:tried", { detail: { rows: Object.keys(this.typed).length ? told.answer?.rows : [] } }));
    this.drawExamples(told.examples);
    this.drawCover(told.coverage);
  }

  /* ---- the answers that are tried */

  drawFields(fields) {
    const now = JSON.stringify(fields);
    if (now === this.drawn) return;
    this.drawn = now;
    iso.redraw(this.fieldsTarget, () => this.fieldsTarget.replaceChildren(...(fields.length
      ? fields.map((field) => this.field(field, this.typed))
      : [iso.el("p", { class: "hint is-wide", text: "Ghi nội dung trước, rồi thử ở đây." })])));
  }

  field(field, typed, changed = () => this.stale()) {
    const id = `try-${iso.newId()}`;
    const set = (value) => {
      if (value === "" || value.length === 0) delete typed[field.id];
      else typed[field.id] = value;
      changed();
    };
    const wrong = iso.el("p", { class: "condition-wrong", id: `${id}-wrong`, "data-wrong": field.id });
    if (field.columns) return this.rows(field, typed, set, wrong);
    if (field.many) {
      const held = new Set(typed[field.id] || []);
      return iso.el("fieldset", { class: "is-wide" }, iso.el("legend", { text: field.label }), ...field.options.map(([key, label]) => {
        const box = iso.el("input", { type: "checkbox", onchange: () => {
          if (box.checked) held.add(key); else held.delete(key);
          set([...held]);
        } });
        box.checked = held.has(key);
        return iso.el("label", { class: "choice" }, box, iso.el("span", { text: label }));
      }), wrong);
    }
    const control = field.options.length
      ? iso.el("select", { id, class: "input", onchange: () => set(control.value) })
      : iso.el("input", { id, type: "text", class: "input", autocomplete: "off", placeholder: field.placeholder || false,
        value: typed[field.id] || "", "aria-describedby": wrong.id, oninput: () => set(control.value.trim()) });
    if (field.options.length) iso.fillSelect(control, field.options, typed[field.id], "— chưa có —");
    const label = field.unit ? `${field.label} (${field.unit})` : field.label;
    return iso.el("div", { class: label.length > 28 ? "is-wide" : false }, iso.el("label", { for: id, text: label }), control, wrong);
  }

  /* A table: its rows one below the other, each with its columns. */
  rows(field, typed, set, wrong) {
    const rows = typed[field.id] || [];
    const list = iso.el("ul", { class: "try-rows" });
    const changed = () => set(rows.filter((row) => Object.keys(row).length || rows.length > 1));
    const draw = () => list.replaceChildren(...rows.map((row, index) => iso.el("li", {},
      ...field.columns.map((column) => this.field(column, row, changed)),
      iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Bỏ dòng ${index + 1}`, onclick: () => {
        rows.splice(index, 1);
        draw();
        changed();
      } }, iso.icon("bin")))));
    draw();
    return iso.el("fieldset", { class: "is-wide" }, iso.el("legend", { text: field.label }), list,
      iso.el("button", { type: "button", class: "btn low bare", onclick: () => { rows.push({}); typed[field.id] = rows; draw(); changed(); } }, iso.icon("plus"), " Thêm dòng"), wrong);
  }

  drawWrong(wrong) {
    this.fieldsTarget.querySelectorAll("[data-wrong]").forEach((place) => { place.textContent = wrong[place.dataset.wrong] || ""; });
  }

  drawAnswer(answer) {
    const tried = Object.keys(this.typed).length > 0;
    this.keepTarget.hidden = !answer || !tried;
    if (answer && !tried && answer.tone !== "error" && this.told.fields.length) {
      this.answerTarget.replaceChildren(iso.el("p", { class: "hint", text: "Điền thông tin của một trường hợp để xem kết quả." }));
      return;
    }
    if (!answer) {
      this.answerTarget.replaceChildren();
      return;
    }
    const why = answer.why.length ? iso.el("ul", {}, ...answer.why.map((text) => iso.el("li", { text }))) : null;
    this.answerTarget.replaceChildren(iso.el("div", { class: `answer is-${answer.tone}` }, iso.icon(TONES[answer.tone] || "info"),
      iso.el("div", {}, iso.el("b", { text: answer.words }), why)));
  }

  put(typed) {
    this.typed = JSON.parse(JSON.stringify(typed));
    this.drawn = "";
    this.ask();
    this.element.scrollTo?.({ top: 0 });
    this.fieldsTarget.scrollIntoView({ block: "nearest" });
  }

  /* ---- the examples */

  drawExamples(examples) {
    const good = examples.filter((one) => one.passes).length;
    this.tallyTarget.replaceChildren(
      ...(good ? [iso.el("span", { class: "is-good", text: `${good} đúng` })] : []),
      ...(examples.length > good ? [iso.el("span", { class: "is-late", text: `${examples.length - good} sai` })] : []));
    const row = (one) => iso.el("li", { class: one.passes ? "is-good" : "is-late" },
      iso.el("span", { class: "ex-mark" }, iso.icon(one.passes ? "check" : "cross")),
      iso.el("div", {}, iso.el("b", { text: one.title }),
        iso.el("small", { text: one.passes ? one.expected : `Mong đợi: ${one.expected} · kết quả: ${one.given}` })),
      iso.el("button", { type: "button", class: "btn low bare", text: "Xem", "aria-label": `Xem ví dụ ${one.title}`, onclick: () => this.put(one.typed) }),
      iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Sửa ví dụ ${one.title}`, onclick: () => this.edit(one) }, iso.icon("edit")),
      iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Bỏ ví dụ ${one.title}`, onclick: () => this.drop(one) }, iso.icon("bin")));
    iso.redraw(this.examplesTarget, () => this.examplesTarget.replaceChildren(...(examples.length ? examples.map(row)
      : [iso.el("li", {}, iso.el("small", { text: this.examples.length ? `${this.examples.length} ví dụ đã lưu sẽ được xét lại khi nội dung dùng được.`
        : "Chưa có ví dụ nào. Bản mới hoặc đã sửa cần ví dụ cho mọi trường hợp thì mới ban hành được." }))])));
  }

  say(...children) {
    this.saidTarget.hidden = !children.length;
    this.saidTarget.replaceChildren(...children);
  }

  drop(one) {
    const before = this.examples;
    this.examples = before.filter((example) => example.id !== one.id);
    this.say(`Đã bỏ ví dụ “${one.title}”. `, iso.el("button", { type: "button", class: "link-button", text: "Hoàn tác", onclick: () => {
      this.examples = before;
      this.say();
      this.ask();
    } }));
    this.ask();
  }

  keep() {
    this.edit({ id: iso.newId(), title: "", typed: this.typed, outcome: null, basis: "", given: this.told.answer?.words });
  }

  edit(one) {
    const known = this.examples.some((example) => example.id === one.id);
    const { dialog, body, foot } = iso.dialog(known ? "Sửa ví dụ" : "Lưu làm ví dụ", { side: false });
    const answers = JSON.parse(JSON.stringify(one.typed));
    const expected = JSON.parse(JSON.stringify(one.outcome ?? {}));
    const kept = () => dialog.setAttribute("data-unkept", "");
    const title = iso.el("input", { type: "text", class: "input", id: `ten-${one.id}`, maxlength: 200, value: one.title, oninput: kept });
    const basis = iso.el("input", { type: "text", class: "input", id: `can-cu-${one.id}`, maxlength: 500, value: one.basis || "", oninput: kept });
    const wrong = iso.el("p", { class: "condition-wrong", role: "alert" });
    const fields = iso.el("div", { class: "try-fields" }, ...this.told.fields.map((field) => this.field(field, answers, kept)));
    const outcome = iso.el("div", { class: "try-fields" }, ...this.told.outcome.map((field) => this.field(field, expected, kept)));
    const place = (id, label, control, hint) => iso.el("div", { class: "field" }, iso.el("label", { class: "label", for: id, text: label }), control, hint ? iso.el("p", { class: "hint", text: hint }) : null);
    body.append(
      place(title.id, "Tên ví dụ", title, "Ví dụ: Nộp trực tuyến sau 60 ngày"), fields,
      iso.el("h3", { text: "Theo quy định, kết quả phải là" }), outcome,
      iso.el("p", { class: "hint", text: `Phần mềm đang trả lời: ${one.given || "chưa có kết quả"}. Hãy chọn theo quy định, không theo máy.` }),
      place(basis.id, "Căn cứ (điều, khoản)", basis), wrong);
    const use = async () => {
      const told = await this.post({ example: { id: one.id, title: title.value, answers, expected, basis: basis.value } }).catch((error) => ({ refused: error.message }));
      if (!told.stored) {
        wrong.textContent = told.refused || "Chưa lưu được ví dụ.";
        return;
      }
      const list = this.examples;
      const index = list.findIndex((example) => example.id === one.id);
      if (index < 0) list.push(told.stored); else list[index] = told.stored;
      this.examples = list;
      dialog.removeAttribute("data-unkept");
      dialog.close();
      this.say();
      this.ask();
    };
    foot.append(iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: "Lưu ví dụ", onclick: use }));
    title.focus();
  }

  /* ---- what no example shows yet */

  drawCover(cover) {
    if (!cover) {
      this.coverTarget.replaceChildren();
      return;
    }
    const { hit, of, uncovered } = cover;
    const row = (one) => iso.el("li", { class: "is-wait" }, iso.el("span", { class: "ex-mark" }, iso.icon("info")),
      iso.el("div", {}, iso.el("small", { text: one.words.charAt(0).toUpperCase() + one.words.slice(1) })),
      one.typed ? iso.el("button", { type: "button", class: "btn low bare", onclick: () => this.edit({ id: iso.newId(), title: one.title || "", typed: one.typed, outcome: null, basis: "", given: one.given }) },
        iso.icon("plus"), " Thêm ví dụ này") : null);
    this.coverTarget.replaceChildren(
      iso.el("p", {}, iso.el("b", { text: `${hit}/${of}` }), " trường hợp đã có ví dụ"),
      iso.el("meter", { min: 0, max: of || 1, value: hit, text: `${hit} trên ${of}`, "aria-label": "Trường hợp đã có ví dụ" }),
      ...(uncovered.length ? [iso.el("ul", { class: "examples" }, ...uncovered.map(row))] : []));
  }

  /* ---- answers of a closed case */

  async fromCase() {
    const { dialog, body, foot } = iso.dialog("Lấy từ hồ sơ đã kết thúc", { side: false });
    const list = iso.el("ul", { class: "examples" });
    const words = iso.el("input", { type: "text", class: "input", id: "tim-ho-so", placeholder: "mã hồ sơ", autocomplete: "off" });
    body.append(iso.el("p", { class: "hint", text: "Chỉ lấy những mục được xét đến; họ tên, số giấy tờ của người dân không hiện ở đây." }),
      iso.el("label", { class: "label", for: words.id, text: "Mã hồ sơ" }), words, list);
    foot.append(iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }));
    const draw = async () => {
      const told = await iso.post(this.caseUrlValue, { kind: this.kindValue, body: iso.pageState(), code: words.value }).catch((error) => ({ failed: error.message, cases: [] }));
      list.replaceChildren(...told.cases.map((one) => iso.el("li", {}, iso.el("div", {}, iso.el("b", { text: one.code }), iso.el("small", { text: one.told })),
        iso.el("button", { type: "button", class: "btn low bare", text: "Lấy", "aria-label": `Lấy ${one.code}`, onclick: () => { dialog.close(); this.put(one.typed); } }))),
        ...(told.cases.length ? [] : [iso.el("li", {}, iso.el("small", { text: told.failed || "Không có hồ sơ đã kết thúc nào dùng biểu mẫu này." }))]));
    };
    words.addEventListener("input", () => { clearTimeout(this.seeking); this.seeking = setTimeout(draw, PAUSE); });
    await draw();
    words.focus();
  }
}

window.wagtail.app.register("iso-trying", TryingController);
