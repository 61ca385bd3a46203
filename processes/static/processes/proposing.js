/** The passage that was selected where somebody read it stands in the form already. */
const quoted = document.querySelector("[name=quoted]");
const passage = new URLSearchParams(location.hash.slice(1)).get("doan");

if (quoted && passage) {
  quoted.value ||= passage;
  history.replaceState(null, "", location.pathname + location.search);
}
