// The preview of «Tên, biểu trưng, màu sắc» follows what is typed; what is left empty keeps what
// holds otherwise, which the page came with.
(() => {
  "use strict";

  const shown = (name) => document.querySelector(`[data-look="${name}"]`);
  const came = {};

  function follow(input) {
    const name = input.dataset.shows;
    const place = shown(name);
    if (!place) return;
    if (name === "mark") {
      came.mark ??= place.src;
      const file = input.files[0];
      if (!file) {
        place.src = came.mark;
        return;
      }
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        place.src = reader.result;
      });
      reader.readAsDataURL(file);
    } else if (name === "brand") {
      place.setAttribute("fill", input.value);
    } else {
      came[name] ??= place.textContent;
      place.textContent = input.value.trim() || came[name];
    }
  }

  for (const input of document.querySelectorAll("[data-shows]")) {
    input.addEventListener("input", () => follow(input));
    input.addEventListener("change", () => follow(input));
  }
})();
