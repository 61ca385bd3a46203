/* «Đang sửa»: the page says each minute that it is open and seen, and at once that it is left. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

const EVERY = 60_000;

class PresenceController extends Controller {
  static values = { url: String, seen: String };

  connect() {
    this.listeners = [
      [document, "visibilitychange", () => this.stay()],
      [window, "pagehide", () => this.leave()],
      // Back from the browser's store of pages, to which leaving was told.
      [window, "pageshow", (event) => { if (event.persisted) this.stay(); }],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    this.timer = setInterval(() => this.stay(), EVERY);
  }

  disconnect() {
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
    clearInterval(this.timer);
  }

  said(name = "", value = "") {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", iso.csrf());
    if (name) data.set(name, value);
    return data;
  }

  async stay() {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(this.urlValue, { method: "POST", body: this.said() });
      this.seenValue = (await answer.json()).seen || "";
    } catch {
      // No connection, or signed out: saving says so. It ends by itself.
    }
  }

  /* Names when this page was heard last: another page of the person that spoke since holds it on. */
  leave() {
    if (this.seenValue) navigator.sendBeacon(this.urlValue, this.said("roi", this.seenValue));
  }
}

window.wagtail.app.register("iso-presence", PresenceController);
