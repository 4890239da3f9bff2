/* While a submission is written, similar ones appear under the title. Without script the preview shows the same box. */
(() => {
  const PAUSE = 600, ENOUGH = 12;
  document.querySelectorAll("[data-similar]").forEach((place) => {
    const form = place.closest("form");
    const { title, body, csrf_token: token } = form.elements;
    let timer, running, asked = "";
    const ask = async () => {
      const text = `${title.value}\n${body.value}`;
      if (text === asked || text.trim().length < ENOUGH) return;
      asked = text;
      running?.abort();
      running = new AbortController();
      const sent = new URLSearchParams({ csrf_token: token.value, title: title.value, body: body.value });
      try {
        const answer = await fetch(place.dataset.similar, { method: "POST", body: sent, signal: running.signal, redirect: "error" });
        if (!answer.ok) return;
        const html = await answer.text();
        if (html.trim() !== place.innerHTML.trim()) place.innerHTML = html;
      } catch { asked = ""; }
    };
    [title, body].forEach((field) => field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); }));
  });
})();
