// Buttons that work only with this script stay hidden without it. Nothing is asked of other sites.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const say = (text) => {
  const place = document.querySelector("[data-copied]");
  if (place) place.textContent = text;
};
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      say("Đã sao chép địa chỉ.");
    } catch {
      say("Địa chỉ đã được chọn; hãy bấm Ctrl+C để sao chép.");
    }
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const url = document.getElementById("dia-chi").value;
    navigator.share({ title: document.title, url }).catch(() => {});
  });
}
