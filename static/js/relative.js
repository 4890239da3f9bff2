/* Beside an exact time, how long ago or how soon. The server writes the exact one alone, so that pages can be stored. */
(() => {
  const root = document.documentElement;
  const words = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
  const units = [["year", 31536e6], ["month", 2592e6], ["day", 864e5], ["hour", 36e5], ["minute", 6e4]];
  const now = Date.now() + 1000 * (root.dataset.shift || 0);
  document.querySelectorAll("time[data-relative]").forEach((time) => {
    const distance = Date.parse(time.dateTime) - now;
    const [unit, size] = units.find(([, size]) => Math.abs(distance) >= size) || ["minute", 6e4];
    const text = document.createElement("span");
    text.className = "soft";
    text.textContent = ` (${words.format(Math.trunc(distance / size), unit)})`;
    time.append(text);
  });
})();
