// Suggestions while typing.
const { Controller } = window.StimulusModule;

class SearchController extends Controller {
  static targets = ["input", "list"];
  static values = { url: String };

  disconnect() {
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
