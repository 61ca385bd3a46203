/* The live preview beside the editor: what stands in the form is sent to be drawn, a little after
   somebody stops typing, and takes the place of what was drawn before, at the same scroll. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

const PAUSE = 500;
const WIDE = "(min-width: 1200px)";
const KEPT = "iso-xem-truoc";
const NOW = "Cập nhật ngay khi sửa.";

class PreviewController extends Controller {
  static targets = ["body", "mode", "apart", "said"];
  static values = { url: String };

  connect() {
    this.turn = document.querySelector("[data-preview-turn]");
    this.turn.hidden = false;
    this.turned = () => this.set(!this.open);
    this.turn.addEventListener("click", this.turned);
    this.wide = window.matchMedia(WIDE);
    this.widened = () => this.set(this.wide.matches && this.wanted);
    this.wide.addEventListener("change", this.widened);
    const form = document.querySelector("[data-edit-form]");
    // What an earlier visit left is not what stands here.
    this.last = this.send("DELETE").then(() => form.dataset.isoFormUnsavedValue === "true" && this.sent());
    this.set(this.wide.matches && this.wanted);
  }

  disconnect() {
    clearTimeout(this.timer);
    this.turn.removeEventListener("click", this.turned);
    this.wide.removeEventListener("change", this.widened);
  }

  /* Where something else stands at the side, the preview comes when it is asked for. */
  get wanted() {
    return !this.besides && localStorage.getItem(KEPT) !== "dong";
  }

  get besides() {
    return this.element.closest(".edit").classList.contains("has-side");
  }

  get mode() {
    return this.hasModeTarget ? this.modeTarget.value : "";
  }

  set(open) {
    this.open = open;
    this.element.classList.toggle("is-open", open);
    this.element.closest(".edit").classList.toggle("is-split", open && this.wide.matches);
    this.turn.setAttribute("aria-expanded", String(open));
    if (this.wide.matches && !this.besides && document.readyState === "complete") localStorage.setItem(KEPT, open ? "mo" : "dong");
    if (open) this.show();
    if (open && !this.wide.matches) this.element.querySelector("button").focus();
  }

  close() {
    if (!this.open) return;
    this.set(false);
    this.turn.focus();
  }

  stale() {
    this.due = true;
    if (!this.open) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), PAUSE);
  }

  /* One after another: the newest is drawn last. */
  show() {
    this.last = this.last.then(() => (this.due ? this.sent() : true)).then((sent) => sent !== false && this.draw());
    return this.last;
  }

  async sent() {
    this.due = false;
    const answer = await this.send("POST", new FormData(document.querySelector("[data-edit-form]")));
    this.saidTarget.textContent = answer?.ok ? NOW : "Chưa cập nhật được: máy chủ chưa trả lời.";
    if (!answer?.ok) this.due = true;
    return Boolean(answer?.ok);
  }

  send(method, body) {
    return fetch(this.urlValue, { method, body, headers: { "X-CSRFToken": iso.csrf(), Accept: "application/json" } }).catch(() => null);
  }

  draw() {
    const before = this.bodyTarget.querySelector("iframe");
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set("mode", this.mode);
    this.apartTarget.href = url.href;
    const frame = iso.el("iframe", { title: "Xem trước", src: url.href, class: before ? "is-coming" : false });
    this.bodyTarget.append(frame);
    return new Promise((done) => {
      frame.addEventListener("load", () => {
        if (before) {
          frame.contentWindow.scrollTo(0, before.contentWindow?.scrollY || 0);
          before.remove();
        }
        frame.classList.remove("is-coming");
        done();
      }, { once: true });
    });
  }
}

window.wagtail.app.register("iso-preview", PreviewController);
