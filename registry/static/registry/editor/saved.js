/* The bar below the editor: whether everything is stored, and how much is to be mended. */
const { Controller } = window.StimulusModule;

const hour = (when) => when.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

class SavedController extends Controller {
  static targets = ["state"];

  connect() {
    this.stored = this.stateTarget.textContent.trim();
  }

  /* Said once: a reader of screens hears what changed, not every letter typed. */
  say(words, kind = "") {
    this.stateTarget.classList.remove("is-wait", "is-late", "is-going");
    if (kind) this.stateTarget.classList.add(kind);
    const span = this.stateTarget.querySelector("span");
    if (span.textContent !== words) span.textContent = words;
  }

  unsaved() {
    this.say("Chưa lưu", "is-wait");
  }

  /* Typed and taken back: what stands here is what is stored. */
  same() {
    this.say(this.stored);
  }

  saving() {
    this.say("Đang lưu…", "is-going");
  }

  saved(event) {
    this.stored = `Đã lưu lúc ${hour(event.detail.timestamp)}`;
    this.say(this.stored);
  }

  refused() {
    this.say("Chưa lưu được", "is-late");
  }

  /* From how much is left to what it is. */
  list(event) {
    const box = document.querySelector("#iso-problems details");
    if (!box) return;
    event.preventDefault();
    box.open = true;
    box.scrollIntoView({ block: "center" });
    box.querySelector("a")?.focus({ preventScroll: true });
  }
}

window.wagtail.app.register("iso-saved", SavedController);
