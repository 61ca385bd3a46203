/** The form of a verdict becomes a dialog, opened by the buttons of the bar: what is asked depends on
 * the answer. Without this script the form stands in the page, and the bar sends it. */
const dialog = document.getElementById("y-kien");

if (dialog) {
  const title = document.getElementById("y-kien-ten");
  const answers = [...dialog.querySelectorAll('button[name="action"]')];
  const asking = [...document.querySelectorAll("[data-ask]")];

  const ask = (action) => {
    const answer = answers.find((one) => one.value === action);
    if (!answer) return;
    title.textContent = answer.textContent.trim();
    for (const one of answers) one.hidden = one !== answer;
    for (const part of dialog.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(action);
    }
    if (!dialog.open) dialog.showModal();
    const shown = [...dialog.querySelectorAll("input:not([type=hidden]), textarea")].filter(
      (one) => !one.closest("[hidden]"),
    );
    (shown.find((one) => one.getAttribute("aria-invalid") === "true") ?? shown[0])?.focus();
  };

  dialog.close();
  for (const close of dialog.querySelectorAll("[data-close]")) {
    close.hidden = false;
    close.addEventListener("click", () => dialog.close());
  }
  for (const button of asking) {
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      ask(button.value);
    });
  }
  // Enter in a field gives the answer that is asked for, not the first one of the form.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    answers.find((one) => !one.hidden)?.click();
  });
  // What will happen names the day that is typed; an empty day is what the page says of itself.
  const day = dialog.querySelector('input[name="effective_from"]');
  const spoken = [...dialog.querySelectorAll("[data-from]")].map((one) => [one, one.textContent]);
  const speak = () => {
    for (const [one, empty] of spoken) {
      one.textContent = day.value.trim() ? `${one.dataset.from} ${day.value.trim()}` : empty;
    }
  };
  if (day) {
    day.addEventListener("input", speak);
    day.addEventListener("change", speak);
    if (day.value.trim()) speak();
  }
  // Refused at a field: the same answer is open again, with what was typed.
  if (dialog.dataset.asked) ask(dialog.dataset.asked);
}
