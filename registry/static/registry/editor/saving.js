/* Saving: one place knows what is unsaved, sends it, and lets people go on from the page.

   Typing is sent a little later by itself. Whoever presses a button or follows a link of the page is
   let go when everything that stands on it is stored; where that fails they stay, and are told why. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

const LOOK = 400;
// Nobody types that long without a pause; a machine may stop at any time.
const LONGEST = 15_000;
const SLOWEST = 60_000;
const PAUSES = [2, 4, 8, 15, 30, 60];

const SAID = {
  away: "Máy chủ chưa trả lời nên chưa lưu được. Nội dung ông/bà nhập vẫn còn trên trang và sẽ được lưu khi có kết nối; xin đừng đóng trang.",
  out: "Phiên đăng nhập đã hết nên chưa lưu được. Hãy đăng nhập lại ở một thẻ khác rồi bấm “Lưu”; nội dung ông/bà nhập vẫn còn trên trang này.",
  refused: "Máy chủ chưa nhận nội dung vừa gửi. Nội dung ông/bà nhập vẫn còn trên trang; hãy thử lưu lại.",
  unread: "Có nội dung chưa đọc được (vừa dán, hoặc điều kiện chưa đủ) nên chưa chuyển trang. Nội dung đó vẫn còn ở chỗ đã nhập: hãy điền nốt, thử lại, hoặc xóa đi.",
};

/* What changes without anybody typing is no content. */
const contentOf = (form) => {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  data.delete("base_digest");
  data.delete("phan");
  return new URLSearchParams(data).toString();
};

/* Work that is still to come into the page (a paste being read): leaving waits for it. */
const underWay = new Set();
iso.underWay = (promise) => {
  underWay.add(promise);
  return promise.finally(() => underWay.delete(promise));
};

class FormController extends Controller {
  static targets = ["partials"];
  static values = { choicesUrl: String, pasteUrl: String, interval: Number, unsaved: Boolean, conflict: Boolean };

  connect() {
    iso.choicesUrl = this.choicesUrlValue;
    iso.pasteUrl = this.pasteUrlValue;
    this.touched = this.unsavedValue;
    this.kept = this.unsavedValue ? null : contentOf(this.element);
    this.seen = this.kept;
    this.sending = null;
    this.unanswered = null;
    this.stopped = this.conflictValue;
    this.failures = 0;
    this.revision = "";
    this.since = 0;
    const touch = () => this.touch();
    this.listeners = [
      ...["focusin", "pointerdown", "keydown", "paste", "drop"].map((name) => [this.element, name, touch]),
      // These come after the change: what was seen last was there before it.
      ...["input", "change"].map((name) => [this.element, name, () => { this.touched = true; }]),
      [document, "iso:edited", () => { this.touched = true; }],
      [this.element, "submit", (event) => this.submit(event)],
      [this.element, "keydown", (event) => this.enter(event)],
      [document, "click", (event) => this.follow(event)],
      [window, "beforeunload", (event) => this.ask(event)],
      [window, "pageshow", () => { this.leaving = false; this.passing = false; }],
      [window, "online", () => { if (this.failures) this.later(0); }],
    ];
    this.listeners.forEach(([target, name, listener]) => target.addEventListener(name, listener, true));
    this.watch = setInterval(() => this.look(), LOOK);
  }

  disconnect() {
    this.listeners.forEach(([target, name, listener]) => target.removeEventListener(name, listener, true));
    clearInterval(this.watch);
    clearTimeout(this.timer);
  }

  get unsaved() {
    return Boolean(this.unanswered) || (this.touched && contentOf(this.element) !== this.kept);
  }

  /* Until somebody touches the form its scripts may still be filling it. */
  touch() {
    if (this.touched) return;
    this.kept = contentOf(this.element);
    this.touched = true;
  }

  look() {
    const content = contentOf(this.element);
    if (!this.touched) this.kept = content;
    if (content === this.seen) return;
    this.seen = content;
    if (this.touched) document.dispatchEvent(new CustomEvent("iso:content"));
    if (content === this.kept) {
      if (!this.unsaved) this.tell("iso:same");
      return;
    }
    this.tell("w-unsaved:add", { type: "edits" });
    this.since ||= Date.now();
    this.later(Math.min(this.intervalValue, Math.max(0, this.since + LONGEST - Date.now())));
  }

  later(pause) {
    if (!this.intervalValue || this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  tell(name, detail = {}) {
    this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /* One save at a time: the next carries the digest that the last one gave. */
  async save(how = "") {
    while (this.sending) await this.sending;
    if (!how && !this.unsaved) return "saved";
    this.sending = this.send(how);
    try {
      return await this.sending;
    } finally {
      this.sending = null;
    }
  }

  /* Gives "saved", or why not. A save whose answer got lost is sent again as it was, before anything
     newer: the server knows it and says that it has it. */
  async send(how) {
    clearTimeout(this.timer);
    this.since = 0;
    const attempt = this.unanswered || { content: contentOf(this.element), data: new FormData(this.element) };
    const { data } = attempt;
    if (this.revision) data.set("overwrite_revision_id", this.revision);
    data.set("csrfmiddlewaretoken", iso.csrf());
    data.set("how", how);
    this.tell("w-autosave:save", { formData: data });
    let answer = null;
    let told = null;
    try {
      answer = await fetch(this.element.action, { method: "POST", body: data,
        headers: { Accept: "application/json" }, signal: AbortSignal.timeout(SLOWEST) });
      told = await answer.json();
    } catch {
      // Said below: no answer, or one that is no JSON.
    }
    if (told?.success) return this.saved(attempt, told);
    return this.failed(attempt, answer, told);
  }

  saved(attempt, told) {
    this.kept = attempt.content;
    this.unanswered = null;
    this.failures = 0;
    this.revision = String(told.revision_id || "");
    for (const [name, value] of Object.entries(told.field_updates || {})) this.element.elements.namedItem(name).value = value;
    if (told.html) this.partialsTarget.innerHTML = told.html;
    this.tell("w-autosave:success", { response: told, data: told, timestamp: new Date() });
    if (this.unsaved) this.later(this.intervalValue);
    return "saved";
  }

  async failed(attempt, answer, told) {
    const code = told?.error_code;
    let why = code === "invalid_revision" ? "stale" : code ? "told" : "refused";
    if (!answer || answer.status >= 500) why = "away";
    else if (!code && (answer.redirected || answer.status === 403)) {
      if (!attempt.again && await this.renewed()) {
        this.unanswered = { ...attempt, again: true };
        return this.send(attempt.data.get("how"));
      }
      why = "out";
    }
    this.unanswered = why === "away" ? attempt : null;
    this.stopped ||= why === "stale" || code === "locked";
    // What was saved before says nothing of what was refused now.
    document.querySelectorAll(".messages .success").forEach((said) => said.remove());
    this.tell("w-autosave:error", { response: told, type: code || "server_error", text: told?.error_message || SAID[why] });
    if (why === "away" || why === "out") {
      this.later(1000 * PAUSES[Math.min(this.failures, PAUSES.length - 1)]);
      this.failures += 1;
    }
    return why;
  }

  /* Signing in again in another tab gives the browser another token: take it over. */
  async renewed() {
    const text = await fetch(this.element.action).then((got) => (got.redirected ? "" : got.text())).catch(() => "");
    const token = new DOMParser().parseFromString(text, "text/html").querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    return true;
  }

  /* Wait for what is still coming into the page (a paste, a choice); false where some of it failed. */
  async settle() {
    document.dispatchEvent(new CustomEvent("iso:settle"));
    const read = await Promise.all([...underWay].map((work) => work.then((done) => done !== false, () => false)));
    return read.every(Boolean);
  }

  /* Store everything that stands on the page, and what is still coming into it. */
  async flush(how) {
    if (!await this.settle()) {
      this.tell("w-autosave:error", { type: "unread", text: SAID.unread });
      return "unread";
    }
    if (this.conflictValue) return "stale";
    // What came in meanwhile is saved with it, and said once; what was sent before and not answered
    // goes first, and says nothing of this press.
    let result = "saved";
    let told = how !== "button";
    while (result === "saved" && (!told || this.unsaved)) {
      const again = Boolean(this.unanswered);
      result = await this.save(told ? "leave" : how);
      told ||= !again;
    }
    return result;
  }

  /* Save what stands here, then do as asked; where it can't be saved, stay and say so. */
  async then(element, act, how = "leave") {
    if (this.busy) return;
    this.busy = true;
    element?.setAttribute("aria-busy", "true");
    const result = await this.flush(how).catch(() => "refused");
    element?.removeAttribute("aria-busy");
    this.busy = false;
    if (result === "saved") {
      this.leaving = true;
      act();
      return;
    }
    // The stored draft is another one by now: the server shows both, with everything typed.
    if (result === "stale") this.pass(null);
    else document.querySelector('[data-controller="iso-refused"]')?.scrollIntoView({ block: "center" });
  }

  /* Send the form itself. Not at once: while a form tells of its own submission it takes no other. */
  pass(button) {
    setTimeout(() => {
      this.passing = true;
      this.leaving = true;
      this.element.requestSubmit(button);
    });
  }

  submit(event) {
    if (this.passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    if (button?.name === "accept_digest") {
      this.settle().then((read) => read && this.pass(button));
    } else if (button?.hasAttribute("formaction")) {
      this.then(button, () => this.pass(button));
    } else {
      this.then(button, () => window.location.reload(), "button");
    }
  }

  /* Enter in a field saves, whichever button of the page comes first. */
  enter(event) {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    if (!event.target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit])")) return;
    if (event.target.closest(".grid")) return;
    event.preventDefault();
    this.element.querySelector(".action-save")?.click();
  }

  /* Links of the page lead to what reads the stored draft. Others, and the browser's own ways out,
     are asked about (`ask`); tabs, dialogs and new windows leave nothing. */
  follow(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || !link.closest("main")) return;
    const href = link.getAttribute("href");
    if (href.startsWith("#") || link.target || link.closest("dialog, [role=tab], [data-pointer-link]")) return;
    if (link.hasAttribute("data-iso-discard")) {
      this.leaving = true;
      return;
    }
    if (!this.unsaved && !this.sending && !underWay.size && !iso.waiting?.()) {
      this.mark(link);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const apart = event.ctrlKey || event.metaKey || event.shiftKey;
    this.then(link, () => {
      this.mark(link);
      // A file is fetched, and another window opened, without leaving this page.
      this.leaving = !apart && !link.hasAttribute("download");
      if (apart) window.open(link.href, "_blank", "noopener");
      else window.location.assign(link.href);
    });
  }

  /* The page that is opened knows from which save it was. */
  mark(link) {
    if (!link.hasAttribute("data-iso-saved")) return;
    const url = new URL(link.href);
    url.searchParams.set("luu", this.element.elements.namedItem("base_digest").value);
    link.href = url.href;
  }

  ask(event) {
    if (this.leaving) return;
    if (this.unsaved || underWay.size || iso.waiting?.() || document.querySelector("[data-unkept]")) event.preventDefault();
  }
}

window.wagtail.app.register("iso-form", FormController);
