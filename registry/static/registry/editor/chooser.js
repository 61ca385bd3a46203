/* The reference chooser: a document by its title, searched among those the person may see. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

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
    const { dialog, body } = iso.dialog(this.labelValue || "Chọn tài liệu", { side: false });
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
      const url = `${iso.choicesUrl}?kinds=${encodeURIComponent(this.kindsValue)}&q=${encodeURIComponent(search.value)}`;
      const answer = await fetch(url).then((got) => got.json()).catch(() => null);
      if (mine !== asked) return;
      if (!answer) {
        said.textContent = "Máy chủ chưa trả lời được. Hãy thử lại.";
        return;
      }
      said.textContent = answer.results.length
        ? `${answer.results.length} tài liệu${answer.more ? `, còn ${answer.more} tài liệu khác: hãy gõ thêm từ` : ""}`
        : "Không có tài liệu nào khớp.";
      list.replaceChildren(...answer.results.map((item) => this.row(item, dialog)));
      links.replaceChildren(...answer.new.map((item) =>
        iso.el("a", { href: item.url, target: "_blank", rel: "opener", class: "btn", text: item.label })));
      if (this.inputTarget.value) {
        links.append(iso.el("button", { type: "button", class: "btn", text: "Bỏ chọn",
          onclick: () => this.choose("", dialog) }));
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
  }

  row(item, dialog) {
    iso.labels[item.uid] = item;
    const facts = [item.code, item.kind, item.state].filter(Boolean).join(" · ");
    return iso.el("li", {}, iso.el("button", { type: "button", "aria-current": item.uid === this.inputTarget.value ? "true" : false,
      onclick: () => this.choose(item.uid, dialog) },
      iso.el("b", { text: item.title }), iso.el("small", { text: facts })));
  }

  choose(uid, dialog) {
    this.inputTarget.value = uid;
    this.show();
    iso.changed(this.inputTarget);
    dialog.close();
  }
}

window.wagtail.app.register("iso-chooser", ChooserController);
