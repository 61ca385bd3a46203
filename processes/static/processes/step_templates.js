/* «Chèn bước mẫu» in the step table of a process: choose, look, insert as a copy with its origin. */
const iso = window.isoEditor;
const { Controller } = window.StimulusModule;

const numberOf = (origin) =>
  [origin.issue_no || 0, origin.revision_no || 0].map((part) => String(part).padStart(2, "0")).join("/");

const wordsOf = (origin) => {
  const label = iso.labels[origin.template];
  const name = label ? [label.code, label.title].filter(Boolean).join(" ") : "bước mẫu không còn đọc được";
  return `${name}, lần ban hành ${numberOf(origin)}`;
};

/* In the drawer of a row: where it comes from. */
class OriginController extends Controller {
  static targets = ["input", "words"];

  connect() {
    const value = this.inputTarget.value;
    this.wordsTarget.textContent = value ? wordsOf(JSON.parse(value)) : "Không lấy từ bước mẫu.";
  }
}

const preview = (template) =>
  iso.el("div", { class: "results-more" },
    template.purpose ? iso.el("p", { text: template.purpose }) : null,
    iso.el("ol", {}, ...template.steps.map((step) =>
      iso.el("li", { text: [step.title, step.role, step.time].filter(Boolean).join(" · ") }))));

const choose = (grid, urls) => {
  const { dialog, body, foot } = iso.dialog("Chèn bước mẫu", { side: false });
  const search = iso.el("input", { type: "search", "aria-label": "Tìm bước mẫu theo tên, mã hiệu", placeholder: "Tìm theo tên, mã hiệu (không cần dấu)" });
  const said = iso.el("p", { class: "hint", role: "status" });
  const list = iso.el("ul", { class: "results" });
  const after = iso.el("select", { id: `iso-${iso.newId()}` },
    iso.el("option", { value: "0", text: "Đầu bảng" }),
    ...grid.rows.map((row, index) => iso.el("option", { value: String(index + 1), text: `Sau bước ${index + 1}. ${iso.titleOf(row) || "(chưa đặt tên)"}` })));
  const ends = grid.rows.findIndex((row) => urls.ends.split(" ").includes(row.kind));
  after.value = String(ends < 0 ? grid.rows.length : ends);
  const put = iso.el("button", { type: "button", class: "btn go", text: "Chèn vào bảng", disabled: true });
  body.append(search, said, list, iso.el("label", { class: "field-label", for: after.id, text: "Vị trí chèn" }), after);
  foot.append(put);
  let picked = null;
  let asked = 0;
  const load = async () => {
    asked += 1;
    const mine = asked;
    const answer = await fetch(`${urls.listUrl}?q=${encodeURIComponent(search.value)}`).then((got) => got.json()).catch(() => null);
    if (mine !== asked) return;
    if (!answer) { said.textContent = "Máy chủ chưa trả lời được. Hãy thử lại."; return; }
    said.textContent = answer.results.length ? `${answer.results.length} bước mẫu đang có hiệu lực` : "Không có bước mẫu nào khớp.";
    list.replaceChildren(...answer.results.map((template) => {
      const button = iso.el("button", { type: "button", "aria-pressed": "false" },
        iso.el("b", { text: template.title }),
        iso.el("small", { text: `${template.code} · lần ban hành ${template.number} · ${template.steps.length} bước` }));
      const item = iso.el("li", {}, button);
      button.addEventListener("click", () => {
        list.querySelectorAll(".results-more").forEach((shown) => shown.remove());
        list.querySelectorAll("button").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
        item.append(preview(template));
        picked = template;
        put.disabled = false;
      });
      return item;
    }));
  };
  let timer = 0;
  search.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(load, 250); });
  put.addEventListener("click", async () => {
    put.disabled = true;
    try {
      const told = await iso.post(urls.insertUrl, { template: picked.uid, body: iso.pageState() });
      Object.assign(iso.labels, told.labels);
      document.querySelector(".grid[data-pointer='/roles']")?.isoGrid?.put(told.roles);
      dialog.close();
      grid.put(told.steps, Number(after.value), `Đã chèn ${told.steps.length} bước từ «${picked.title}».`);
    } catch (error) {
      said.textContent = error.message;
      put.disabled = false;
    }
  });
  search.focus();
  load();
};

/* The step table of a process gets a button, and copied rows say so. */
const extend = (grid) => {
  if (grid.kindValue !== "process" || grid.pointer !== "/steps" || grid.mark) return;
  grid.mark = (row) => (row.origin
    ? iso.el("small", { class: "grid-mark", text: `Từ bước mẫu ${wordsOf(JSON.parse(row.origin))}` })
    : null);
  const column = grid.columnsValue.find((item) => item.name === "origin");
  const holder = document.createElement("template");
  holder.innerHTML = column.html;
  const urls = holder.content.firstElementChild.dataset;
  grid.barTarget.querySelector(".grid-add").after(iso.el("button", { type: "button",
    class: "btn low", onclick: () => choose(grid, urls) }, iso.icon("copy"), " Chèn bước mẫu"));
  grid.render();
};

document.addEventListener("iso:grid", (event) => extend(event.target.isoGrid));
document.querySelectorAll(".grid").forEach((element) => element.isoGrid && extend(element.isoGrid));
window.wagtail.app.register("iso-origin", OriginController);
