/* Pasting into a structured text: Word, the web and lists, read by the server; nothing goes unsaid. */
const iso = window.isoEditor;

/* What another program left, without what shows nothing: style sheets and pictures make up most. */
iso.cleanHtml = (given) => {
  // Parsing a style would be using it, which our content policy forbids (ADR 24).
  const html = given.replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("style, script, meta, link, title, xml").forEach((element) => element.remove());
  page.querySelectorAll("img").forEach((element) => element.removeAttribute("src"));
  page.querySelectorAll("v\\:shape, o\\:p:empty").forEach((element) => element.remove());
  return page.body.innerHTML;
};

iso.readPasted = (html, text) => iso.post(document.querySelector("[data-edit-form]").dataset.pasteTextUrl, { html: html ? iso.cleanHtml(html) : "", text });

/* Undo takes one kind of change at a time: as "insert-characters" it would take the words typed just
   before away too, and "insert-fragment" Draftail filters. */
const PASTED = "change-block-data";

/* Draftail asks each kind of mark whether it takes what was pasted. Pieces of our own texts it takes
   itself, with their marks. */
iso.pasteText = (text, html, editorState, { setEditorState, getEditorState }) => {
  const own = html && /data-draftjs-conductor-fragment/.test(html);
  const rows = text && /\t/.test(text);
  if (own || (!html && !rows)) return "not-handled";
  const place = document.activeElement?.closest(".text");
  const say = (words) => {
    const said = place?.querySelector(":scope > [role=status]");
    if (said) said.textContent = words;
  };
  say("Đang đọc nội dung đã dán…");
  iso.underWay(iso.readPasted(html, text).then((told) => {
    const { EditorState, Modifier, convertFromRaw } = window.DraftJS;
    const state = getEditorState();
    const fragment = convertFromRaw(told.raw).getBlockMap();
    const content = Modifier.replaceWithFragment(state.getCurrentContent(), state.getSelection(), fragment);
    setEditorState(EditorState.push(state, content, PASTED));
    say(told.said);
  }).catch((error) => {
    // What the server could not read is put in as words alone.
    const { EditorState, Modifier } = window.DraftJS;
    const state = getEditorState();
    const content = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), text || "");
    setEditorState(EditorState.push(state, content, PASTED));
    say(`${error.message} Đã dán chữ, không kèm cách trình bày.`);
  }));
  return "handled";
};
