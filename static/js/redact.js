/* Masking by selection: the words chosen in the source become a span of the list, and the preview follows. Places are counted in
   characters as the server counts them, not in UTF-16 units. Without script: the list of findings, the words to cover, the button. */
(() => {
  const source = document.querySelector("[data-redact]");
  const form = document.getElementById("samarkan");
  if (!source || !form) return;
  const list = form.querySelector("[data-mask-list]");
  const tool = source.querySelector("[data-mask-tool]");
  const kind = tool.querySelector("[data-mask-kind]");
  const said = tool.querySelector("[data-mask-said]");
  const names = Object.fromEntries(list.dataset.kinds.split(";").filter(Boolean).map((pair) => pair.split("=")));
  const texts = new Map([...source.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, [...part.textContent]]));
  const spans = () => [...list.querySelectorAll("input:checked")].map((box) => box.value.split(":")).map(([part, start, end]) => [part, Number(start), Number(end)]);
  let asked;

  const draw = () => {
    for (const part of source.querySelectorAll("[data-part]")) {
      const text = texts.get(part.dataset.part);
      let at = 0;
      part.replaceChildren();
      for (const [, start, end] of spans().filter(([name]) => name === part.dataset.part).sort((a, b) => a[1] - b[1])) {
        if (start < at) continue;
        const mark = document.createElement("mark");
        mark.className = "m-mask";
        mark.textContent = text.slice(start, end).join("");
        part.append(text.slice(at, start).join(""), mark);
        at = end;
      }
      part.append(text.slice(at).join(""));
    }
  };

  const preview = () => {
    clearTimeout(asked);
    asked = setTimeout(async () => {
      const sent = new FormData(form);
      sent.set("preview", "1");
      const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null);
      if (!answer || !answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("pratinjau");
      if (fresh) document.getElementById("pratinjau").replaceWith(fresh);
    }, 300);
  };

  const chosen = () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const part = range.startContainer.parentElement.closest("[data-part]");
    if (!part || !source.contains(part) || !part.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(part);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    return { part: part.dataset.part, start, end: start + [...range.toString()].length };
  };

  const add = () => {
    const found = chosen();
    if (!found) {
      said.textContent = said.dataset.none;
      return;
    }
    const words = texts.get(found.part).slice(found.start, found.end).join("").trim();
    if (!words) return;
    const row = document.createElement("li");
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "tutup", checked: true });
    box.value = [found.part, found.start, found.end, kind.value].join(":");
    const name = Object.assign(document.createElement("b"), { textContent: names[kind.value] });
    const code = Object.assign(document.createElement("span"), { className: "code", textContent: words.length > 40 ? `${words.slice(0, 38)}…` : words });
    label.append(box, " ", name, " ", code);
    row.append(label);
    list.append(row);
    form.querySelector("[data-mask-none]")?.remove();
    document.getSelection().removeAllRanges();
    said.textContent = said.dataset.words;
    draw();
    preview();
  };

  tool.hidden = false;
  tool.querySelector("[data-mask-button]").addEventListener("mousedown", (event) => event.preventDefault());
  tool.querySelector("[data-mask-button]").addEventListener("click", add);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey || typing || !chosen()) return;
    event.preventDefault();
    add();
  });
  list.addEventListener("change", () => {
    draw();
    preview();
  });
})();
