/* The parts of the text editor: its bar, links, citations, tables and images between the text. */
const iso = window.isoEditor;

const PICTURES = "image/png,image/jpeg,image/webp";

/* Which of our marks stands where, for who sees it and for who hears it. */
const STYLES = [
  { type: "BOLD", words: "Đậm", keys: "Ctrl+B" },
  { type: "ITALIC", words: "Nghiêng", keys: "Ctrl+I" },
];
const LISTS = [
  { type: "ordered-list-item", words: "1. a)", title: "Danh sách đánh số: 1., rồi a), b), c), d), đ)" },
  { type: "unordered-list-item", words: "–", title: "Gạch đầu dòng" },
];

const addressOf = (typed) => {
  const text = typed.trim();
  if (/^(https:\/\/\S+|mailto:[^\s@]+@[^\s@]+)$/i.test(text)) return text;
  if (/^[^\s@:/]+@[^\s@]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text)) return `https://${text}`;
  return "";
};

const field = (label, control, help = "") => {
  control.id ||= `iso-${iso.newId()}`;
  return iso.el("div", { class: "field" }, iso.el("label", { class: "field-label", for: control.id, text: label }), control,
    help ? iso.el("p", { class: "hint", text: help }) : null);
};

iso.pictureUrl = (sha256) => document.querySelector("[data-edit-form]").dataset.pictureUrl.replace("SHA256", sha256);

iso.makeTextParts = () => {
  const { React, DraftJS } = window;
  const { EditorState, Modifier, RichUtils, AtomicBlockUtils } = DraftJS;
  const h = React.createElement;

  /* Draftail ends with style sheets in the page, for deep lists and its hint, which our content
     policy forbids (ADR 24): ours say both. They are the only memoised parts of it. */
  const { DraftailEditor } = window.Draftail;
  const { render } = DraftailEditor.prototype;
  const isSheet = (child) => child.type?.$$typeof === Symbol.for("react.memo");
  DraftailEditor.prototype.render = function draw() {
    const drawn = render.call(this);
    const parts = React.Children.toArray(drawn.props.children).filter((child) => !isSheet(child));
    // While a dialog asks something the text is no field, and must not call itself one of many lines.
    return React.cloneElement(drawn, {}, ...parts.map((child) => (child.props.ariaMultiline && child.props.readOnly
      ? React.cloneElement(child, { ariaMultiline: undefined }) : child)));
  };

  /* ---- the bar: real buttons, reached by Tab; a press leaves the selection where it is */
  const Bar = (props) => {
    const { currentStyles, currentBlock, toggleBlockType, toggleInlineStyle, onRequestSource, onUndoRedo, readOnly, getEditorState, onChange } = props;
    const button = (key, words, title, act, pressed) => h("button", {
      key, type: "button", className: `btn bare low${pressed ? " is-on" : ""}`, title, "aria-label": title,
      "aria-pressed": pressed === undefined ? undefined : Boolean(pressed), disabled: readOnly,
      onMouseDown: (event) => event.preventDefault(), onClick: act,
    }, words);
    const inList = currentBlock.endsWith("list-item");
    const deepen = (by) => {
      const state = getEditorState();
      const selection = state.getSelection();
      const content = state.getCurrentContent();
      let on = false;
      const map = content.getBlockMap().map((block) => {
        if (block.getKey() === selection.getStartKey()) on = true;
        const mine = on && block.getType().endsWith("list-item");
        if (block.getKey() === selection.getEndKey()) on = false;
        return mine ? block.set("depth", Math.min(2, Math.max(0, block.getDepth() + by))) : block;
      });
      onChange(EditorState.push(state, content.merge({ blockMap: map, selectionBefore: selection, selectionAfter: selection }), "adjust-depth"));
    };
    return h("div", { className: "text-bar", role: "toolbar", "aria-label": "Trình bày" },
      ...STYLES.map(({ type, words, keys }) => button(type, h(type === "BOLD" ? "b" : "i", {}, words), `Chữ ${words.toLowerCase()} (${keys})`, () => toggleInlineStyle(type), currentStyles.has(type))),
      ...LISTS.map(({ type, words, title }) => button(type, words, title, () => toggleBlockType(type), currentBlock === type)),
      inList ? button("in", "→", "Lùi vào một cấp (Tab)", () => deepen(1)) : null,
      inList ? button("out", "←", "Ra một cấp (Shift+Tab)", () => deepen(-1)) : null,
      button("ISO-LINK", "Liên kết", "Liên kết tới trang hoặc thư điện tử", () => onRequestSource("ISO-LINK")),
      button("ISO-CITATION", "Viện dẫn", "Viện dẫn tài liệu", () => onRequestSource("ISO-CITATION")),
      button("ISO-TABLE", "Bảng", "Thêm bảng", () => onRequestSource("ISO-TABLE")),
      button("ISO-IMAGE", "Hình", "Thêm hình", () => onRequestSource("ISO-IMAGE")),
      button("undo", "↶", "Hoàn tác (Ctrl+Z)", () => onUndoRedo("undo")),
      button("redo", "↷", "Làm lại (Ctrl+Y)", () => onUndoRedo("redo")));
  };

  /* ---- marks on words */
  const laid = (state, type, data, words) => {
    const content = state.getCurrentContent().createEntity(type, "MUTABLE", data);
    const key = content.getLastCreatedEntityKey();
    const selection = state.getSelection();
    if (!selection.isCollapsed()) return RichUtils.toggleLink(EditorState.set(state, { currentContent: content }), selection, key);
    const before = content.getBlockForKey(selection.getStartKey()).getText().slice(0, selection.getStartOffset());
    const spaced = before && !/\s$/.test(before) ? Modifier.insertText(content, selection, " ") : content;
    const typed = Modifier.insertText(spaced, spaced === content ? selection : spaced.getSelectionAfter(), words, state.getCurrentInlineStyle(), key);
    return EditorState.push(state, typed, "insert-characters");
  };

  /* A part of the bar that asks something: its dialog opens when Draftail asks for it. */
  const asking = (ask) => class extends React.Component {
    componentDidMount() { ask(this.props); }

    render() { return null; }
  };

  const foot = (dialog, box, words, use, drop) => {
    box.append(
      drop ? iso.el("button", { type: "button", class: "btn bare", text: drop.words, onclick: drop.act }) : "",
      iso.el("button", { type: "button", class: "btn", text: "Thôi", onclick: () => dialog.close() }),
      iso.el("button", { type: "button", class: "btn go", text: words, onclick: use }));
  };

  /* The answer is given once: what was chosen, or nothing. */
  const answering = (dialog, { onComplete, onClose }) => {
    let state = null;
    dialog.addEventListener("close", () => (state ? onComplete(state) : onClose()));
    return (next) => {
      state = next;
      dialog.removeAttribute("data-unkept");
      dialog.close();
    };
  };

  const unmarked = (state) => RichUtils.toggleLink(state, state.getSelection(), null);

  /* With the caret in a mark, the whole of it is meant. */
  const around = ({ editorState, entityKey }) => {
    if (!entityKey) return editorState;
    return EditorState.acceptSelection(editorState, window.draftail.DraftUtils.getEntitySelection(editorState, entityKey));
  };

  const Link = asking((props) => {
    const state = around(props);
    const { dialog, body, foot: bottom } = iso.dialog("Liên kết", { side: false });
    const answer = answering(dialog, props);
    const input = iso.el("input", { type: "text", inputmode: "url", value: props.entity?.getData().url || "" });
    const wrong = iso.el("p", { class: "wrong", role: "alert" });
    const use = () => {
      const url = addressOf(input.value);
      if (!url) {
        wrong.textContent = "Chỉ nhận địa chỉ bắt đầu bằng https:// hoặc địa chỉ thư điện tử. Hãy sửa lại địa chỉ.";
        input.focus();
        return;
      }
      answer(laid(state, "ISO-LINK", { url }, url.replace(/^(https:\/\/|mailto:)/, "")));
    };
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); use(); } });
    body.append(field("Địa chỉ", input, "Ví dụ: https://dichvucong.gov.vn hoặc ten@coquan.gov.vn"), wrong);
    foot(dialog, bottom, "Đặt liên kết", use, props.entity && { words: "Bỏ liên kết", act: () => answer(unmarked(state)) });
    input.focus();
  });

  const named = (uid) => {
    const label = iso.labels[uid];
    return label ? [label.code, label.title].filter(Boolean).join(" · ") : "Tài liệu không còn hoặc không được đọc";
  };

  const Citation = asking((props) => {
    const state = around(props);
    const { dialog, body, foot: bottom } = iso.dialog("Viện dẫn tài liệu", { side: false });
    const answer = answering(dialog, props);
    const held = props.entity?.getData() || {};
    let uid = held.document || "";
    const chosen = iso.el("button", { type: "button", class: "btn" });
    const tell = () => {
      chosen.textContent = uid ? named(uid) : "Chọn tài liệu…";
      chosen.setAttribute("aria-label", `Tài liệu: ${chosen.textContent}`);
    };
    tell();
    const provision = iso.el("input", { type: "text", maxlength: 120, value: held.provision || "" });
    const wrong = iso.el("p", { class: "wrong", role: "alert" });
    chosen.addEventListener("click", () => iso.chooseDocument({
      kinds: "", label: "Tài liệu viện dẫn", value: uid,
      chosen: (next) => { uid = next; tell(); wrong.textContent = ""; },
    }));
    const use = () => {
      if (!uid) {
        wrong.textContent = "Chưa chọn tài liệu. Hãy chọn tài liệu được viện dẫn.";
        chosen.focus();
        return;
      }
      const where = provision.value.trim();
      const data = where ? { document: uid, provision: where } : { document: uid };
      const label = iso.labels[uid];
      answer(laid(state, "ISO-CITATION", data, [where, label?.title || label?.code].filter(Boolean).join(" ") || "tài liệu"));
    };
    body.append(field("Tài liệu", chosen), field("Điều, khoản, điểm", provision, "Để trống nếu viện dẫn cả tài liệu. Ví dụ: khoản 2 Điều 5."), wrong);
    foot(dialog, bottom, "Viện dẫn", use, props.entity && { words: "Bỏ viện dẫn", act: () => answer(unmarked(state)) });
    chosen.focus();
  });

  const mark = (kind) => ({ entityKey, contentState, children, onEdit }) => {
    const data = contentState.getEntity(entityKey).getData();
    const title = kind === "link" ? data.url : [data.provision, named(data.document)].filter(Boolean).join(", ");
    return h("span", { className: `text-${kind}`, title, onClick: () => onEdit(entityKey) }, children);
  };

  /* ---- tables and images: blocks of their own */
  const put = ({ editorState, entityKey }, type, data) => {
    const content = editorState.getCurrentContent().createEntity(type, "IMMUTABLE", data);
    const key = content.getLastCreatedEntityKey();
    const block = entityKey && content.getBlocksAsArray().find((one) => one.getType() === "atomic" && one.getEntityAt(0) === entityKey);
    if (!block) return AtomicBlockUtils.insertAtomicBlock(EditorState.set(editorState, { currentContent: content }), key, " ");
    // Another entity, not other data of the same: so that undoing brings the old one back.
    const at = editorState.getSelection().merge({ anchorKey: block.getKey(), anchorOffset: 0, focusKey: block.getKey(), focusOffset: block.getLength(), isBackward: false });
    return EditorState.push(editorState, Modifier.applyEntity(content, at, key), "apply-entity");
  };

  /* The bar asks for a table while the caret is in a link: then it is a new one. */
  const own = (props, type) => (props.entity?.getType() === type ? props : { ...props, entity: null, entityKey: null });

  const Table = asking((given) => {
    const props = own(given, "ISO-TABLE");
    const { dialog, finish } = iso.tableDialog(props.entity?.getData() || null);
    const answer = answering(dialog, props);
    finish((data) => answer(put(props, "ISO-TABLE", data)));
  });

  const Image = asking((given) => {
    const props = own(given, "ISO-IMAGE");
    const { dialog, body, foot: bottom } = iso.dialog(props.entity ? "Sửa hình" : "Thêm hình", { side: false });
    const answer = answering(dialog, props);
    const held = props.entity?.getData() || {};
    let file = held.file || null;
    const view = iso.el("div", { class: "text-picture" });
    const said = iso.el("p", { class: "hint", role: "status", text: "Hình PNG, JPEG hoặc WebP, nhiều nhất 8 MB." });
    const wrong = iso.el("p", { class: "wrong", role: "alert" });
    const input = iso.el("input", { type: "file", accept: PICTURES });
    const alt = iso.el("textarea", { rows: 2, maxlength: 2000, value: held.alt || "" });
    const caption = iso.el("input", { type: "text", maxlength: 500, value: held.caption || "" });
    const show = () => view.replaceChildren(...(file ? [iso.el("img", { src: iso.pictureUrl(file.sha256), alt: "" })] : []));
    input.addEventListener("change", () => iso.underWay((async () => {
      const [chosen] = input.files;
      if (!chosen) return;
      wrong.textContent = "";
      said.textContent = `Đang gửi «${chosen.name}»…`;
      const data = new FormData();
      data.set("file", chosen);
      const url = document.querySelector("[data-edit-form]").dataset.putPictureUrl;
      const sent = await fetch(url, { method: "POST", body: data, headers: { "X-CSRFToken": iso.csrf() } }).catch(() => null);
      const told = await sent?.json().catch(() => null);
      said.textContent = "";
      if (sent?.ok && told?.file) {
        file = told.file;
        dialog.setAttribute("data-unkept", "");
        show();
      } else wrong.textContent = told?.error || "Chưa gửi được hình: máy chủ chưa trả lời. Hãy thử lại.";
    })()));
    const use = () => {
      if (!file || !alt.value.trim()) {
        wrong.textContent = file ? "Hãy ghi lời mô tả hình cho người không xem được." : "Chưa chọn hình. Hãy chọn một hình.";
        (file ? alt : input).focus();
        return;
      }
      const data = { file, alt: alt.value.trim() };
      if (caption.value.trim()) data.caption = caption.value.trim();
      answer(put(props, "ISO-IMAGE", data));
    };
    body.append(field(file ? "Thay hình khác" : "Hình", input), said, view,
      field("Lời mô tả hình", alt, "Người không xem được hình sẽ nghe lời này: hình cho thấy điều gì?"),
      field("Chú thích dưới hình", caption, "Không bắt buộc."), wrong);
    foot(dialog, bottom, "Dùng hình này", use);
    show();
    input.focus();
  });

  const acts = (blockProps, word) => h("p", { className: "text-acts" },
    h("button", { type: "button", className: "btn low", onClick: blockProps.onEditEntity, "data-draftail-trigger": true }, `Sửa ${word}`),
    h("button", { type: "button", className: "btn bare low", onClick: blockProps.onRemoveEntity }, `Bỏ ${word}`));

  const TableBlock = ({ blockProps }) => {
    const data = blockProps.entity.getData();
    const heads = data.header_rows || 0;
    const rows = (data.rows || []).map((row, y) => h("tr", { key: row.id || y }, ...(row.cells || []).map((cell, x) =>
      h(y < heads ? "th" : "td", { key: x, colSpan: cell.colspan || 1, rowSpan: cell.rowspan || 1, className: cell.align ? `is-${cell.align}` : undefined },
        ...(cell.runs || []).map((run, n) => h(run.bold ? "b" : run.italic ? "i" : "span", { key: n, className: run.citation ? "text-cites" : run.link ? "text-link" : undefined }, run.text))))));
    return h("div", { className: "text-block" },
      h("div", { className: "scroll" }, h("table", {}, data.caption ? h("caption", {}, data.caption) : null, h("tbody", {}, ...rows))),
      acts(blockProps, "bảng"));
  };

  const ImageBlock = ({ blockProps }) => {
    const data = blockProps.entity.getData();
    return h("div", { className: "text-block" },
      data.file ? h("img", { src: iso.pictureUrl(data.file.sha256), alt: data.alt || "" }) : null,
      h("p", { className: "hint" }, data.alt ? `Mô tả: ${data.alt}` : "Chưa có lời mô tả."),
      data.caption ? h("p", {}, data.caption) : null, acts(blockProps, "hình"));
  };

  return {
    blockTypes: [{ type: "unstyled", label: "Đoạn" }, ...LISTS.map(({ type, words, title }) => ({ type, label: words, description: title }))],
    inlineStyles: STYLES.map(({ type, words }) => ({ type, label: words })),
    entityTypes: [
      { type: "ISO-LINK", label: "Liên kết", source: Link, decorator: mark("link"), attributes: ["url"] },
      { type: "ISO-CITATION", label: "Viện dẫn", source: Citation, decorator: mark("cites"), attributes: ["document", "provision"] },
      { type: "ISO-TABLE", label: "Bảng", source: Table, block: TableBlock, attributes: ["caption", "header_rows", "rows"], onPaste: (...given) => iso.pasteText(...given) },
      { type: "ISO-IMAGE", label: "Hình", source: Image, block: ImageBlock, attributes: ["file", "alt", "caption"] },
    ],
    enableLineBreak: { label: "Xuống dòng" },
    maxListNesting: 2,
    topToolbar: Bar,
    bottomToolbar: null,
    commandToolbar: null,
  };
};
