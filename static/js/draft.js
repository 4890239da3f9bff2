/* What is being written is kept on this device at every pause, and on the server where the form names a place for it (data-server).
   Sending is tried again, under the same key, until the server has answered: a network that breaks off loses nothing and doubles nothing.
   A form names its draft with data-draft; it is forgotten once the server has accepted it, and by a page with data-draft-sent; signing out forgets every draft. */
(() => {
  const PREFIX = "urun:";
  const AGAIN = 10000;
  const store = (work) => { try { return work(localStorage); } catch { return null; } };
  const forget = (name) => store((kept) => kept.removeItem(PREFIX + name));
  const writable = (field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type);
  const boxed = (field) => field.type === "radio" || field.type === "checkbox";
  const text = (field) => writable(field) && !boxed(field) && !field.options;
  const BY_SCRIPT = { "X-Sent-By": "script" };

  document.querySelectorAll("[data-draft-sent]").forEach((sent) => forget(sent.dataset.draftSent));
  document.querySelectorAll("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", () => {
    store((kept) => Object.keys(kept).filter((key) => key.startsWith(PREFIX)).forEach((key) => kept.removeItem(key)));
  }));

  const writing = (form) => {
    const key = PREFIX + form.dataset.draft;
    const server = form.dataset.server;
    const states = form.querySelector("[data-draft-status]");
    const hidden = (name) => form.querySelector(`input[type=hidden][name=${name}]`);
    const now = { dirty: false, pending: false, sending: false, settled: !server };
    let typing, saving, again, request;

    const say = (what, words) => {
      if (!states) return;
      states.hidden = false;
      states.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== what; });
      const place = states.querySelector(`[data-when=${what}] [data-words], [data-when=${what}] [data-sentence]`);
      if (place && words) place.textContent = place.dataset.words ? place.dataset.words.replace("{time}", words) : words;
    };
    const values = () => {
      const found = {};
      [...form.elements].filter(writable).forEach((field) => {
        if (!boxed(field)) found[field.name] = field.value;
        else if (field.checked) (found[field.name] ||= []).push(field.value);
      });
      return found;
    };
    const keep = () => store((kept) => {
      const { dirty, pending } = now;
      kept.setItem(key, JSON.stringify({ values: values(), dirty, pending, once: hidden("once")?.value, version: hidden("version")?.value }));
      return true;
    });
    const fill = (kept, whole) => {
      const fields = [...form.elements].filter(writable);
      const blank = whole || fields.filter(text).every((field) => !field.value);
      fields.forEach((field) => {
        if (boxed(field)) { if (blank) field.checked = (kept[field.name] || []).includes(field.value); }
        else if (field.name in kept && (blank || (text(field) && !field.value))) field.value = kept[field.name];
        if (field.options && field.selectedIndex < 0) field.selectedIndex = 0;
        if (text(field)) field.dispatchEvent(new Event("input"));
      });
      form.dispatchEvent(new Event("change", { bubbles: true }));
    };

    /* Once the network is back, or after a while: whichever comes first. */
    const later = (work) => {
      clearTimeout(again);
      const run = () => { removeEventListener("online", run); clearTimeout(again); work(); };
      addEventListener("online", run);
      again = setTimeout(run, AGAIN);
    };

    const save = async () => {
      if (now.settled || now.sending) return;
      const sent = JSON.stringify(values());
      const body = new FormData(form);
      body.delete("files");
      request = new AbortController();
      try {
        const answer = await fetch(server, { method: "POST", body, headers: BY_SCRIPT, redirect: "manual", signal: request.signal });
        if (answer.type === "opaqueredirect") { say("signed-out"); return; }
        if (answer.status !== 200 && answer.status !== 409) { say("device"); return; }
        const told = await answer.json();
        if (answer.status === 409) { now.settled = true; say("older", told.sentence); return; }
        if (!told.version) return;
        hidden("version").value = told.version;
        now.dirty = JSON.stringify(values()) !== sent;
        keep();
        say("server", told.at);
      } catch {
        if (now.sending) return;
        say("cut");
        later(save);
      }
    };
    const pause = () => {
      if (!keep()) return;
      if (now.pending) return;
      if (!server) say("device");
      clearTimeout(saving);
      saving = setTimeout(save, 1500);
    };

    const busy = (on) => { now.sending = on; if (on) form.setAttribute("aria-busy", "true"); else form.removeAttribute("aria-busy"); };
    const send = async () => {
      if (now.sending) return;
      clearTimeout(saving);
      clearTimeout(typing);
      request?.abort();
      now.pending = true;
      keep();
      busy(true);
      say("sending");
      try {
        await null; // at once after loading, files.js has not said yet how to wait for files
        if (form.uploads) await form.uploads();
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: BY_SCRIPT, redirect: "manual" });
        if (answer.status === 201) {
          now.dirty = now.pending = false;
          forget(form.dataset.draft);
          location.assign(answer.headers.get("Location"));
          return;
        }
        if (answer.status >= 502) throw new Error(answer.status);
        now.pending = false;
        keep();
        form.submit();
      } catch {
        busy(false);
        say("offline");
        later(send);
      }
    };

    const restore = () => {
      const read = store((found) => JSON.parse(found.getItem(key) || "null"));
      if (!read) return;
      const kept = read.values ? read : { values: read };
      const found = hidden("version")?.value || "";
      if (kept.pending) {
        fill(kept.values, true);
        hidden("once").value = kept.once;
        send();
        return;
      }
      const elsewhere = server && found && kept.version !== found;
      if (elsewhere && !kept.dirty) return;
      if (elsewhere) {
        const use = states.querySelector("[data-use-kept]");
        say("unsaved");
        use.addEventListener("click", () => { fill(kept.values, true); now.dirty = true; say("device"); pause(); });
        return;
      }
      fill(kept.values, server && kept.dirty);
      say("device");
      if (kept.dirty) { now.dirty = true; pause(); }
    };

    if (!form.querySelector(".error-summary, [aria-invalid='true']")) restore();
    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      now.dirty = true;
      clearTimeout(typing);
      typing = setTimeout(pause, 400);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.name) { clearTimeout(saving); request?.abort(); return; }
      event.preventDefault();
      send();
    });
    addEventListener("pagehide", () => { if (typing && now.dirty) keep(); });
  };

  document.querySelectorAll("form[data-draft]").forEach(writing);
})();
