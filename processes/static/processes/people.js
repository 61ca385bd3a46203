/* A long list of people, narrowed by what is typed: with accents or without. */
const { Controller } = window.StimulusModule;

const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

class PeopleController extends Controller {
  static targets = ["find", "list", "said"];

  connect() {
    const [none, ...people] = this.listTarget.options;
    this.none = none;
    this.people = people;
    this.findTarget.hidden = people.length < 2;
  }

  narrow() {
    const words = fold(this.findTarget.value).split(/\s+/).filter(Boolean);
    const fitting = this.people.filter((one) => words.every((word) => one.dataset.folded.includes(word)));
    const chosen = this.listTarget.value;
    this.listTarget.replaceChildren(this.none, ...fitting);
    if (words.length && fitting.length === 1) this.listTarget.value = fitting[0].value;
    else this.listTarget.value = fitting.some((one) => one.value === chosen) ? chosen : "";
    this.say(words.length, fitting);
  }

  say(asked, fitting) {
    if (!asked) this.saidTarget.textContent = "";
    else if (!fitting.length) this.saidTarget.textContent = "Không có ai phù hợp. Hãy gõ ít chữ hơn.";
    else if (fitting.length === 1) this.saidTarget.textContent = `Đã chọn ${fitting[0].text}.`;
    else this.saidTarget.textContent = `${fitting.length} người phù hợp, hãy chọn trong danh sách.`;
  }

  /* Enter searches; it does not send the form. */
  keep() {
    this.listTarget.focus();
  }
}

window.wagtail.app.register("iso-people", PeopleController);
