/** Lights in the outline the heading that is being read; without it the outline leads all the same. */
const links = [...document.querySelectorAll('.outline a[href^="#"]')];
const byHeading = new Map(
  links.map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]).filter(([heading]) => heading),
);
// A heading counts as read once it has passed this far below the top of the window.
const READ_FROM = 220;

function light() {
  let here = null;
  for (const [heading, link] of byHeading) {
    if (heading.getBoundingClientRect().top > READ_FROM) break;
    here = link;
  }
  here ??= links[0];
  for (const link of links) {
    const is = link === here;
    if (is === (link.getAttribute("aria-current") === "true")) continue;
    if (is) {
      link.setAttribute("aria-current", "true");
      const box = link.closest(".outline");
      if (box.scrollHeight > box.clientHeight) box.scrollTop = link.offsetTop - box.clientHeight / 2;
    } else link.removeAttribute("aria-current");
  }
}

if (byHeading.size) {
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      light();
    });
  };
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later, { passive: true });
  light();
}
