/* The reference chooser: a document by its title, searched among those the person may see. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

/* Lets the person choose one of the documents that they may see; `chosen` gets its uid, or "" for
   none. */
iso.chooseDocument = ({ kinds, label, value, chosen }) => {
  const take = (uid) => {
    chosen(uid);
    dialog.close();
  };
  const row = (item) => {
    iso.labels[item.uid] = item;
    const facts = [item.code, item.kind, item.state].filter(Boolean).join(" · ");
    return iso.el("li", {}, iso.el("button", { type: "button", "aria-current": item.uid === value ? "true" : false,
      onclick: () => take(item.uid) },
      iso.el("b", { text: item.title }), iso.el("small", { text: facts })));
  };
  const { dialog, body } = iso.dialog(label || "Chọn tài liệu", { side: false });
  const search = iso.el("input", { type: "search", "aria-label": "Tìm theo tên, mã hiệu", placeholder: "Tìm theo tên, mã hiệu (không cần dấu)" });
  const said = iso.el("p", { class: "hint", role: "status" });
  const list = iso.el("ul", { class: "results" });
  const links = iso.el("p", { class: "acts" });
  body.append(search, said, list, links);
  let timer = 0;
  let asked = 0;
  const load = async () => {
    asked += 1;
    const mine = asked;
    const url = `${iso.choicesUrl}?kinds=${encodeURIComponent(kinds)}&q=${encodeURIComponent(search.value)}`;
    const answer = await fetch(url).then((got) => got.json()).catch(() => null);
    if (mine !== asked) return;
    if (!answer) {
      said.textContent = "Máy chủ chưa trả lời được. Hãy thử lại.";
      return;
    }
    said.textContent = answer.results.length
      ? `${answer.results.length} tài liệu${answer.more ? `, còn ${answer.more} tài liệu khác: hãy gõ thêm từ` : ""}`
      : "Không có tài liệu nào khớp.";
    list.replaceChildren(...answer.results.map((item) => row(item)));
    links.replaceChildren(...answer.new.map((item) =>
      iso.el("a", { href: item.url, target: "_blank", rel: "opener", class: "btn", text: item.label })));
    if (value) {
      links.append(iso.el("button", { type: "button", class: "btn", text: "Bỏ chọn",
        onclick: () => take("") }));
    }
  };
  const again = () => { if (dialog.isConnected) load(); };
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 250); });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); list.querySelector("button")?.click(); }
    if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("button")?.focus(); }
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll("button")];
    (buttons[buttons.indexOf(document.activeElement) + step] || search).focus();
  });
  // A document made in another tab is there when the person comes back.
  window.addEventListener("focus", again);
  dialog.addEventListener("close", () => window.removeEventListener("focus", again));
  search.focus();
  load();
};

class ChooserController extends Controller {
  static targets = ["input", "button", "title"];
  static values = { kinds: String, label: String };

  connect() {
    this.buttonTarget.id = this.inputTarget.id;
    this.inputTarget.removeAttribute("id");
    this.show();
  }

  show() {
    const uid = this.inputTarget.value;
    const label = iso.labels[uid];
    this.element.classList.toggle("is-empty", !uid);
    if (!uid) this.titleTarget.textContent = "Chọn…";
    else if (!label) this.titleTarget.textContent = "Tài liệu không còn hoặc không được đọc";
    else this.titleTarget.textContent = [label.code, label.title].filter(Boolean).join(" · ");
    this.element.querySelector(".chooser-state")?.remove();
    if (label) {
      this.element.append(iso.el("small", { class: "chooser-state" },
        `${label.state} · `,
        iso.el("a", { href: label.url, target: "_blank", rel: "noopener", text: "Mở" })));
    }
    this.buttonTarget.setAttribute("aria-label", `${this.labelValue}: ${this.titleTarget.textContent}`);
  }

  open() {
    iso.chooseDocument({
      kinds: this.kindsValue, label: this.labelValue, value: this.inputTarget.value,
      chosen: (uid) => {
        this.inputTarget.value = uid;
        this.show();
        iso.changed(this.inputTarget);
      },
    });
  }
}

window.wagtail.app.register("iso-chooser", ChooserController);
