/* The small Markdown toolbar. Without script the text is written as it is. */
(() => {
  const marks = { bold: ["**", "**"], list: ["\n- ", ""], link: ["[", "](https://)"] };
  document.querySelectorAll("[data-toolbar]").forEach((bar) => {
    const area = document.getElementById(bar.dataset.toolbar);
    bar.hidden = false;
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-mark]");
      if (!button) return;
      const [before, after] = marks[button.dataset.mark];
      const { selectionStart: from, selectionEnd: to, value } = area;
      area.setRangeText(before + value.slice(from, to) + after, from, to, "end");
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
