// Receiving: which papers are still missing, and finding a procedure while its name is typed.
(() => {
  "use strict";
  const wanted = [...document.querySelectorAll("input[data-wanted]")];
  const said = document.querySelector("[data-lacks]");
  const count = () => {
    const lacking = wanted.filter((one) => !one.checked).length;
    said.hidden = !lacking;
    said.querySelector("[data-lacking]").textContent = String(lacking);
  };
  if (said && wanted.length) {
    wanted.forEach((one) => one.addEventListener("change", count));
    count();
  }

  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");
  const find = document.querySelector("input[data-narrow]");
  const within = find && document.getElementById(find.dataset.narrow);
  if (within) {
    find.addEventListener("input", () => {
      const words = fold(find.value).split(/\s+/).filter(Boolean);
      within.querySelectorAll("section").forEach((section) => {
        let left = 0;
        section.querySelectorAll("li").forEach((row) => {
          row.hidden = !words.every((word) => fold(row.textContent).includes(word));
          if (!row.hidden) left += 1;
        });
        section.hidden = !left;
      });
    });
  }
})();
