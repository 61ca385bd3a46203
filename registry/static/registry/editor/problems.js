/* Problems: marks at the fields they are about, counts on the tabs, jumps from the list. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

const partsOf = (pointer) =>
  pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/* The editor of a structured text that is this very field, and not one of a row below it. */
const textOf = (element) => {
  const text = element.matches("[data-contentpath]") && element.querySelector(".text");
  return text && text.closest("[data-contentpath]") === element ? text : null;
};

/* The element that shows a place of the body; a grid and a text answer for everything inside. */
const elementOf = (problem) => {
  // `#title`: a field of the document's head.
  if (problem.pointer.startsWith("#")) {
    return document.getElementById(`id_${problem.pointer.slice(1)}`)?.closest("[data-field-wrapper], .w-field__wrapper");
  }
  let element = document.querySelector(`[data-tab="${problem.tab}"]`);
  for (const part of partsOf(problem.pointer)) {
    if (!element) return null;
    const grid = element.matches("[data-contentpath]") ? element.querySelector(".grid") : null;
    if (grid || textOf(element)) return grid || textOf(element);
    if (/^\d+$/.test(part)) {
      const outer = element.closest("[data-streamfield-child]");
      const children = [...element.querySelectorAll("[data-streamfield-child]:not([aria-hidden])")];
      element = children.filter((child) => child.parentElement.closest("[data-streamfield-child]") === outer)[Number(part)];
    } else {
      element = element.querySelector(`[data-contentpath="${CSS.escape(part)}"]`) || element;
    }
  }
  return element?.querySelector(".grid") || (element && textOf(element)) || element;
};

const mark = (problems) => {
  document.querySelectorAll(".field-problem").forEach((element) => element.remove());
  const counts = {};
  for (const problem of problems) {
    const count = (counts[problem.tab] ||= { error: 0, warning: 0 });
    count[problem.severity === "error" ? "error" : "warning"] += 1;
    const element = elementOf(problem);
    if (!element || element.matches("[data-tab]")) continue;
    if (element.matches(".grid") && partsOf(problem.pointer).length > 1) continue;
    const place = element.querySelector("[data-field-wrapper], .w-field__wrapper") || element;
    place.append(iso.el("p", { class: `field-problem is-${problem.severity}`, text: problem.message }));
  }
  document.querySelectorAll("[data-tab-count]").forEach((element) => {
    const { error = 0, warning = 0 } = counts[element.dataset.tabCount] || {};
    element.hidden = !error && !warning;
    element.textContent = error || warning;
    element.classList.toggle("is-late", error > 0);
    element.classList.toggle("is-wait", !error);
    element.setAttribute("aria-label", error ? `${error} điều phải sửa` : `${warning} điều nên xem lại`);
  });
};

let open = false;
let now = [];
iso.problems = () => now;

document.addEventListener("iso:problems", (event) => {
  now = event.detail;
  mark(now);
});

class ProblemsController extends Controller {
  static targets = ["box"];

  connect() {
    // What reviewers said to passages leads to fields too, and is no list of problems.
    const data = this.element.querySelector("#iso-problems-data");
    if (!data) return;
    const told = JSON.parse(data.textContent);
    if (this.hasBoxTarget) {
      this.boxTarget.open = open;
      this.boxTarget.addEventListener("toggle", () => { open = this.boxTarget.open; });
    }
    requestAnimationFrame(() =>
      document.dispatchEvent(new CustomEvent("iso:problems", { detail: told })));
  }

  go(event) {
    event.preventDefault();
    const { pointerLink, tabOf = "" } = event.currentTarget.dataset;
    const problem = now.find((item) => item.pointer === pointerLink) || { pointer: pointerLink, tab: tabOf };
    if (!problem.tab) return;
    document.querySelector(`#tab-label-${problem.tab}`)?.click();
    requestAnimationFrame(() => {
      const element = elementOf(problem);
      if (!element) return;
      const ask = new CustomEvent("iso:go", { detail: problem, cancelable: true });
      element.dispatchEvent(ask);
      if (ask.defaultPrevented) return;
      element.scrollIntoView({ block: "center" });
      element.querySelector("input:not([type=hidden]), textarea, select, button")?.focus({ preventScroll: true });
    });
  }
}

window.wagtail.app.register("iso-problems", ProblemsController);
