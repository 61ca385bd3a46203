/* Tabs of the editor. The address keeps the one that is open, so that it is open again after saving
   and reloading; what is sent names it too. Without a script each is a link. */
const { Controller } = window.StimulusModule;

class TabsController extends Controller {
  static targets = ["tab", "panel", "kept"];

  choose(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(event.currentTarget);
  }

  open(tab) {
    const slug = tab.id.replace("tab-label-", "");
    this.tabTargets.forEach((one) => {
      one.setAttribute("aria-selected", String(one === tab));
      if (one === tab) one.removeAttribute("tabindex");
      else one.setAttribute("tabindex", "-1");
    });
    this.panelTargets.forEach((panel) => { panel.hidden = panel.id !== `tab-${slug}`; });
    this.keptTarget.value = slug;
    const url = new URL(window.location.href);
    url.searchParams.set("phan", slug);
    window.history.replaceState(window.history.state, "", url);
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  key(event) {
    const tabs = this.tabTargets;
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    this.open(tab);
    tab.focus();
  }
}

window.wagtail.app.register("iso-tabs", TabsController);
