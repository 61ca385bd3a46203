// Suggestions while typing, and the key "/" that leads to the search field.
const { Controller } = window.StimulusModule;

class SearchController extends Controller {
  static targets = ["input", "list"];
  static values = { url: String };

  connect() {
    this.onKey = (event) => {
      const typing = event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.inputTarget.focus();
      this.inputTarget.select();
    };
    document.addEventListener("keydown", this.onKey);
  }

  disconnect() {
    document.removeEventListener("keydown", this.onKey);
    clearTimeout(this.timer);
  }

  suggest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 200);
  }

  async ask() {
    const typed = this.inputTarget.value.trim();
    if (typed.length < 2) return;
    const response = await fetch(`${this.urlValue}?q=${encodeURIComponent(typed)}`);
    if (!response.ok || typed !== this.inputTarget.value.trim()) return;
    const { titles } = await response.json();
    this.listTarget.replaceChildren(
      ...titles.map((title) => {
        const option = document.createElement("option");
        option.value = title;
        return option;
      }),
    );
  }
}

window.wagtail.app.register("iso-search", SearchController);
