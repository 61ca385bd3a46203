/* The file that is the text of a document: its name, another in its place, none. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

class FileController extends Controller {
  static targets = ["state", "said", "put", "off"];

  connect() {
    this.show();
  }

  show() {
    const told = this.stateTarget.value ? JSON.parse(this.stateTarget.value) : null;
    this.offTarget.hidden = !told;
    this.putTarget.textContent = told ? "Đổi tệp khác" : "Chọn tệp";
    if (!told) {
      this.saidTarget.textContent = "Chưa có tệp nào.";
      return;
    }
    this.saidTarget.replaceChildren(
      iso.el("a", { href: `../tep/${told.sha256}/?ban=soan-thao`, text: told.name }),
      ` · ${Math.max(1, Math.round(told.size / 1024)).toLocaleString("vi-VN")} KB`,
    );
  }

  off() {
    this.stateTarget.value = "";
    this.stateTarget.dispatchEvent(new Event("change", { bubbles: true }));
    this.show();
    this.putTarget.focus();
  }
}

window.wagtail.app.register("iso-file", FileController);
