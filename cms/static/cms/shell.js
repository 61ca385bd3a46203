// What the frame of the workspace does by itself: the menu on small screens, counts, messages, keys.
(() => {
  "use strict";
  const KEPT = "iso-so-luong";
  const GOOD_NEWS_MS = 12000;
  const FRESH_MS = 20000;
  const app = document.querySelector(".app");
  if (!app) return;

  // ---------- the menu: a rail that opens, a sheet on a phone; folds stay as they were left ----------
  const openSide = (open) => {
    app.classList.toggle("is-open", open);
    document.querySelectorAll("button[data-side]").forEach((one) => one.setAttribute("aria-expanded", String(open)));
    if (open) document.querySelector(".side a").focus();
  };
  document.addEventListener("click", (event) => {
    const turn = event.target.closest("[data-side]");
    if (turn) {
      event.preventDefault();
      openSide(!app.classList.contains("is-open"));
    } else if (app.classList.contains("is-open") && !event.target.closest(".side")) {
      openSide(false);
    }
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    const makes = event.target.closest("[data-makes]");
    const menu = document.querySelector("details.menu.new");
    if (makes && menu) {
      event.preventDefault();
      menu.open = !menu.open;
      if (menu.open) menu.querySelector("a").focus();
    }
  });
  document.querySelectorAll("details[data-fold]").forEach((fold) => {
    const key = `iso-muc-${fold.dataset.fold}`;
    const left = localStorage.getItem(key);
    if (left && !fold.querySelector("[aria-current]")) fold.open = left === "mo";
    fold.querySelector("summary").addEventListener("click", () => {
      localStorage.setItem(key, fold.open ? "dong" : "mo");
    });
  });

  // ---------- counts: what was last known at once, then what is true now ----------
  const show = (counts) => {
    document.querySelectorAll(".side .fold").forEach((fold) => {
      let sum = 0;
      fold.querySelectorAll("li > a").forEach((link) => {
        const known = counts[link.getAttribute("href")];
        let badge = link.querySelector(".count");
        if (!known) {
          if (badge) badge.remove();
          return;
        }
        if (!badge) {
          badge = document.createElement("b");
          link.append(badge);
        }
        badge.className = known.late ? "count is-late" : "count";
        badge.textContent = String(known.count);
        if (known.waiting) sum += known.count;
      });
      const total = fold.querySelector("[data-sum]");
      total.hidden = !sum;
      total.textContent = String(sum || "");
    });
    const work = document.querySelector(".dock [data-work]");
    const todo = Object.entries(counts).reduce((sum, [url, one]) => sum + (one.waiting && url.includes("/cong-viec/") ? one.count : 0), 0);
    if (work) {
      work.querySelector(".count")?.remove();
      if (todo) {
        const badge = document.createElement("span");
        badge.className = "count";
        badge.textContent = String(todo);
        work.append(badge);
      }
    }
  };
  const person = app.dataset.person;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  const known = kept && kept.person === person ? kept : null;
  if (known) show(known.counts);
  const done = document.querySelector(".messages .toast");
  if (!known || done || Date.now() - known.at > FRESH_MS) {
    fetch(app.dataset.counts, { headers: { "X-Requested-With": "XMLHttpRequest" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((counts) => {
        if (!counts) return;
        sessionStorage.setItem(KEPT, JSON.stringify({ person, counts, at: Date.now() }));
        show(counts);
      })
      .catch(() => {});
  }

  // ---------- messages: good news goes by itself, unless somebody is on it ----------
  const goes = (toast) => {
    if (!toast.classList.contains("success")) return;
    let clock;
    const start = () => { clock = setTimeout(() => toast.remove(), GOOD_NEWS_MS); };
    toast.addEventListener("pointerenter", () => clearTimeout(clock));
    toast.addEventListener("focusin", () => clearTimeout(clock));
    toast.addEventListener("pointerleave", start);
    start();
  };
  const messages = document.querySelector(".messages");
  messages.querySelectorAll(".toast").forEach(goes);
  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach((node) => node.classList?.contains("toast") && goes(node)));
  }).observe(messages, { childList: true, subtree: true });
  messages.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest(".toast").remove();
  });

  // ---------- keys: / goes to the search, Escape closes ----------
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = document.querySelector("main [data-find]") || document.querySelector("[data-find]");
      if (field && field.offsetParent) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    }
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else if (app.classList.contains("is-open")) {
        openSide(false);
        document.querySelector("button[data-side]").focus();
      }
    }
  });
})();
