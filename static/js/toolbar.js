/* The small Markdown toolbar, also by Ctrl+B and Ctrl+K. Without script the text is written as it is. */
(() => {
  const marks = { bold: ["**", "**"], list: ["- ", ""], link: ["[", "](https://)"] };
  const keys = { b: "bold", k: "link" };
  const mark = (area, name, words) => {
    const [before, after] = marks[name];
    const { selectionStart: from, selectionEnd: to, value } = area;
    const chosen = value.slice(from, to) || (name === "list" ? "" : words);
    const start = name === "list" ? value.lastIndexOf("\n", from - 1) + 1 : from;
    const text = name === "list" ? value.slice(start, to).split("\n").map((line) => before + line).join("\n") : before + chosen + after;
    area.setRangeText(text, start, to, "end");
    if (name !== "list") area.setSelectionRange(start + before.length, start + before.length + chosen.length);
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.querySelectorAll("[data-toolbar]").forEach((bar) => {
    const area = document.getElementById(bar.dataset.toolbar);
    const words = bar.dataset.words || "";
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (button) mark(area, button.dataset.mark, words);
    });
    area.addEventListener("keydown", (event) => {
      const name = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && keys[event.key.toLowerCase()];
      if (!name) return;
      event.preventDefault();
      mark(area, name, words);
    });
  });
})();
