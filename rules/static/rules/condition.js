/* The condition editor: all or any of (field, operator, value), two levels, with its sentence. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

class ConditionController extends Controller {
  static targets = ["input", "sentence", "button"];
  static values = { source: String, kind: String, label: String, url: String };

  connect() {
    this.buttonTarget.id = this.inputTarget.id;
    this.inputTarget.removeAttribute("id");
    this.show();
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
    const sentence = iso.el("p", { class: "condition-live", role: "status" });
    const wrong = iso.el("p", { class: "field-problem" });
    const holder = iso.el("div", { class: "condition-rows" });
    body.append(holder, iso.el("h3", { text: "Đọc thành câu" }), sentence, wrong);
    const told = await this.ask({ logic: this.logic }).catch((error) => ({ error: error.message, inputs: [] }));
    this.inputs = told.inputs || [];
    const before = this.logic;
    let result = { logic: this.logic, ok: !told.incomplete };
    let timer = 0;
    // Asks the server about what stands in the dialog now; what is kept is never older than that.
    let settle = async () => {};
    const say = (answer) => {
      sentence.textContent = answer.sentence || (answer.incomplete ? "" : "Chưa đặt điều kiện.");
      wrong.textContent = answer.error || "";
    };
    say(told);
    if (told.condition === null || told.condition === undefined) {
      const area = iso.el("textarea", { rows: 10, class: "raw", spellcheck: "false", "aria-label": "Điều kiện dạng mã",
        value: JSON.stringify(this.logic ?? {}, null, 2) });
      holder.append(iso.el("p", { class: "hint", text: "Điều kiện này nhiều tầng hơn bảng chọn. Câu trên đọc đúng nội dung của nó; chỉ sửa mã dưới đây nếu biết cách viết." }), area);
      settle = async () => {
        clearTimeout(timer);
        try {
          result = { logic: JSON.parse(area.value || "null"), ok: true };
        } catch {
          result.ok = false;
          wrong.textContent = "Mã chưa đúng cú pháp. Hãy xem lại dấu ngoặc và dấu phẩy.";
          return;
        }
        say(await this.ask({ logic: result.logic }).catch((error) => ({ error: error.message })));
      };
      area.addEventListener("input", () => {
        dialog.setAttribute("data-unkept", "");
        clearTimeout(timer);
        timer = setTimeout(settle, 400);
      });
    } else {
      const condition = told.condition.rows.length ? told.condition : { match: "all", rows: [{}] };
      let asked = 0;
      settle = async () => {
        clearTimeout(timer);
        asked += 1;
        const mine = asked;
        const answer = await this.ask({ condition, before }).catch((error) => ({ error: error.message, incomplete: true }));
        if (mine !== asked) return;
        say(answer);
        result = { logic: answer.logic, ok: !answer.incomplete };
      };
      const changed = () => {
        dialog.setAttribute("data-unkept", "");
        clearTimeout(timer);
        timer = setTimeout(settle, 250);
      };
      const draw = (fresh) => {
        this.fresh = fresh;
        iso.redraw(holder, () => holder.replaceChildren(this.group(condition, changed, draw, true)));
        holder.querySelector("[data-fresh] select")?.focus();
      };
      draw();
      if (!this.inputs.length) {
        holder.prepend(iso.el("p", { class: "hint", text: "Chưa có thông tin nào để đặt điều kiện. Hãy chọn biểu mẫu hoặc khai thông tin trước." }));
      }
    }
    const keep = () => {
      if (!result.ok) {
        wrong.textContent = wrong.textContent || "Điều kiện chưa đủ. Hãy điền nốt hoặc bỏ dòng trống.";
        return;
      }
      const empty = !result.logic || !Object.keys(result.logic).length;
      this.inputTarget.value = empty ? "" : JSON.stringify(result.logic);
      iso.changed(this.inputTarget);
      this.show();
      dialog.close();
    };
    foot.append(
      iso.el("button", { type: "button", class: "btn", text: "Bỏ điều kiện", onclick: () => { result = { logic: null, ok: true }; keep(); } }),
      iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: "Dùng điều kiện này", onclick: () => settle().then(keep) }),
    );
    holder.querySelector("select")?.focus();
  }

  group(group, changed, draw, top) {
    const match = iso.el("select", { "aria-label": "Cách kết hợp", onchange: () => { group.match = match.value; changed(); } },
      iso.el("option", { value: "all", text: "Tất cả các điều sau đều đúng" }),
      iso.el("option", { value: "any", text: "Ít nhất một trong các điều sau đúng" }));
    match.value = group.match;
    const box = iso.el("fieldset", { class: "condition-group" },
      iso.el("legend", { class: "sr", text: top ? "Điều kiện" : "Nhóm điều kiện" }),
      top && group.rows.length < 2 ? null : match);
    group.rows.forEach((row, index) => {
      const remove = iso.el("button", { type: "button", class: "btn bare low square", "aria-label": `Bỏ dòng ${index + 1}`, onclick: () => {
        group.rows.splice(index, 1);
        changed();
        draw();
      } }, iso.icon("bin"));
      box.append(iso.el("div", { class: "condition-row" }, row.rows ? this.group(row, changed, draw, false) : this.row(row, changed), remove));
    });
    box.append(iso.el("p", { class: "acts" },
      iso.el("button", { type: "button", class: "btn low", text: "Thêm điều kiện", onclick: () => this.add(group, {}, draw) }),
      top ? iso.el("button", { type: "button", class: "btn low", text: "Thêm nhóm", onclick: () => this.add(group, { match: "any", rows: [{}] }, draw) }) : null));
    return box;
  }

  add(group, row, draw) {
    group.rows.push(row);
    draw(row.rows ? row.rows[0] : row);
  }

  row(row, changed) {
    const box = iso.el("div", { class: "condition-parts", "data-fresh": row === this.fresh });
    const draw = () => iso.redraw(box, () => {
      const field = iso.el("select", { "aria-label": "Thông tin", onchange: () => {
        row.field = field.value;
        const input = this.inputs.find((item) => item.id === row.field);
        row.operator = input?.operators[0]?.[0];
        delete row.value;
        draw();
        changed();
      } });
      iso.fillSelect(field, this.inputs.map((item) => [item.id, item.label]), row.field, "— chọn thông tin —");
      const input = this.inputs.find((item) => item.id === row.field);
      box.replaceChildren(field);
      if (!input) return;
      const operator = iso.el("select", { "aria-label": "So sánh", onchange: () => {
        row.operator = operator.value;
        delete row.value;
        draw();
        changed();
      } });
      iso.fillSelect(operator, input.operators.map(([code, label]) => [code, label]), row.operator, "— so sánh —");
      box.append(operator);
      const takes = input.operators.find(([code]) => code === row.operator)?.[2];
      if (takes && takes !== "none") box.append(this.value(input, row, takes, changed));
    });
    draw();
    return box;
  }

  value(input, row, takes, changed) {
    const options = input.options;
    if (takes === "many" && options.length) {
      const held = new Set(row.value || []);
      return iso.el("div", { class: "condition-many", role: "group", "aria-label": "Giá trị" }, ...options.map(([key, label]) => {
        const box = iso.el("input", { type: "checkbox", onchange: () => {
          if (box.checked) held.add(key); else held.delete(key);
          row.value = [...held];
          changed();
        } });
        box.checked = held.has(key);
        return iso.el("label", {}, box, ` ${label}`);
      }));
    }
    if (options.length) {
      const select = iso.el("select", { "aria-label": "Giá trị", onchange: () => { row.value = select.value; changed(); } });
      iso.fillSelect(select, options, row.value, "— chọn giá trị —");
      return select;
    }
    const many = takes === "many";
    return iso.el("input", { type: "text", autocomplete: "off", "aria-label": "Giá trị",
      placeholder: input.placeholder || (many ? "cách nhau bằng dấu chấm phẩy" : false),
      value: many ? (row.value || []).join("; ") : row.value || "",
      oninput: (event) => {
        row.value = many ? event.target.value.split(";").map((part) => part.trim()).filter(Boolean) : event.target.value;
        changed();
      } });
  }
}

window.wagtail.app.register("iso-condition", ConditionController);
