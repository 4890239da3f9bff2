/* The list beside the item keeps its place; what colleagues claim or decide shows within seconds, at the price of a 304. */
(() => {
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  const list = queue.querySelector("[data-list]");
  const item = document.querySelector("[data-item]");
  const banner = document.querySelector("[data-pulse]");

  if (list) {
    const query = new URLSearchParams(location.search);
    query.sort();
    const name = `antrean:${query}`;
    const store = (work) => { try { return work(sessionStorage); } catch { return null; } };
    list.scrollTop = Number(store((kept) => kept.getItem(name)) || 0);
    const current = list.querySelector(".is-cur");
    if (current && list.scrollHeight > list.clientHeight) {
      const above = current.offsetTop - list.offsetTop;
      if (above < list.scrollTop || above + current.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = above - 40;
    }
    addEventListener("pagehide", () => store((kept) => kept.setItem(name, list.scrollTop)));
    const words = queue.querySelector("[data-ticked]");
    const boxes = [...list.querySelectorAll("input[type=checkbox]")];
    const whole = queue.querySelector("[data-tick-all]");
    const all = whole.querySelector("input");
    whole.hidden = !boxes.length;
    const plain = words.textContent;
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      words.textContent = ticked ? words.dataset.ticked.replace("{n}", ticked) : plain;
      queue.classList.toggle("has-ticked", ticked > 0);
    };
    const mark = (box) => box.closest("li").classList.toggle("is-on", box.checked);
    list.addEventListener("change", (event) => { mark(event.target); count(); });
    all.addEventListener("change", () => {
      boxes.forEach((box) => { box.checked = all.checked; mark(box); });
      count();
    });
    count();
  }

  const EVERY = 4000;
  const MOST = 60000;
  const codes = new Set([...(list ? list.children : [])].map((one) => one.dataset.code));
  if (item) codes.add(item.dataset.item);
  if (!codes.size) return;
  const address = `${queue.dataset.queue}?${[...codes].map((code) => `kode=${encodeURIComponent(code)}`).join("&")}`;
  let etag = "";
  let pause = EVERY;

  const show = (found) => {
    Object.entries(found).forEach(([code, now]) => {
      const row = list && list.querySelector(`li[data-code="${CSS.escape(code)}"] [data-held]`);
      if (row) row.textContent = now.holder;
    });
    const mine = item && found[item.dataset.item];
    if (!mine) return;
    const said = String(mine.version) !== item.dataset.version ? mine.changed : mine.deciding;
    banner.hidden = !said;
    const words = banner.querySelector("p");
    if (words.textContent !== said) words.textContent = said;
  };
  const ask = async () => {
    if (document.hidden) return EVERY;
    const answer = await fetch(address, { headers: etag ? { "If-None-Match": etag } : {}, redirect: "error" });
    if (answer.status === 304) return EVERY;
    if (!answer.ok) return 0;
    etag = answer.headers.get("ETag") || "";
    show(await answer.json());
    return EVERY;
  };
  const beat = async () => {
    try { pause = await ask(); } catch { pause = Math.min(pause * 2, MOST); }
    if (pause) setTimeout(beat, pause);
  };
  setTimeout(beat, 1000);
})();
