/* Each chosen file goes into the draft on the server at once, with its progress; one that the network cut off goes again.
   Until it is there it is kept on this device too, so that a page that was closed without network goes on where it was.
   Signing out forgets them, as it forgets the drafts. Without script the files travel with the form. */
(() => {
  const AGAIN = 10000;
  const SHELF = "urun-berkas";
  const KEPT_DAYS = 30;
  const shelf = (work) => new Promise((done) => {
    const forego = () => done(undefined);
    try {
      const open = indexedDB.open(SHELF, 1);
      open.onupgradeneeded = () => open.result.createObjectStore("files", { keyPath: "id", autoIncrement: true });
      open.onerror = forego;
      open.onsuccess = () => {
        const act = open.result.transaction("files", "readwrite");
        const asked = work(act.objectStore("files"));
        act.oncomplete = () => { open.result.close(); done(asked.result); };
        act.onerror = act.onabort = () => { open.result.close(); forego(); };
      };
    } catch { forego(); }
  });
  const keep = (draft, file) => shelf((files) => files.add({ draft, file, name: file.name, at: Date.now() }));
  const drop = async (id) => { const known = await id; if (known) await shelf((files) => files.delete(known)); };
  const kept = async (draft) => {
    const all = await shelf((files) => files.getAll()) || [];
    const old = Date.now() - KEPT_DAYS * 86400000;
    all.filter((one) => one.at < old).forEach((one) => drop(one.id));
    return all.filter((one) => one.at >= old && one.draft === draft);
  };
  document.querySelectorAll("[data-draft-sent^='masukan:']").forEach(async (sent) => {
    (await kept(sent.dataset.draftSent)).forEach((one) => drop(one.id));
  });
  document.querySelectorAll("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", () => {
    try { indexedDB.deleteDatabase(SHELF); } catch { /* nothing is kept where nothing can be */ }
  }));
  document.querySelectorAll("[data-files]").forEach((box) => {
    const form = box.closest("form");
    const input = box.querySelector("input[type=file]");
    const list = box.querySelector("[data-attached]");
    const said = box.querySelector("[data-files-said]");
    const { most, largest } = { most: Number(box.dataset.most), largest: Number(box.dataset.largest) };
    const waiting = [];
    let running = null;
    let ready = [];

    const room = () => { input.closest(".drop").hidden = list.children.length >= most; };
    const draw = (name) => box.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
    const token = () => form.querySelector("[name=csrf_token]").value;

    const refuse = (words) => {
      const line = draw("refused");
      line.id = `files-no-${box.querySelectorAll(".err").length}`;
      line.querySelector("[data-words]").textContent = words;
      input.closest(".drop").before(line);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby")} ${line.id}`);
      box.classList.add("has-error");
      said.textContent = words;
    };
    const clear = () => {
      box.querySelectorAll(".err").forEach((line) => line.remove());
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", "files-hint");
      box.classList.remove("has-error");
    };
    const finish = () => {
      running = null;
      room();
      next();
      if (!running && !waiting.length) ready.splice(0).forEach((go) => go());
    };
    const next = () => {
      if (running || !waiting.length) return;
      running = waiting.shift();
      carry(running);
    };
    const carry = (one) => {
      const state = one.line.querySelector("[data-state]");
      const bar = one.line.querySelector("progress");
      const body = new FormData();
      body.append("csrf_token", token());
      body.append("files", one.file);
      const asked = new XMLHttpRequest();
      one.stop = () => { clearTimeout(one.again); asked.abort(); one.line.remove(); drop(one.kept); finish(); };
      asked.open("POST", box.dataset.files);
      asked.setRequestHeader("X-Sent-By", "script");
      asked.upload.onprogress = (event) => {
        const part = Math.floor(100 * event.loaded / event.total);
        bar.value = part;
        state.textContent = state.dataset.going.replace("{n}", part);
      };
      asked.onload = () => {
        let told = null;
        drop(one.kept);
        try { told = JSON.parse(asked.responseText); } catch { /* a page of another kind: signed out, or an error */ }
        if (asked.status === 201 && told) {
          form.querySelector("input[name=version]").value = told.version;
          const twin = [...list.children].find((line) => line.dataset.file === told.id);
          if (twin) one.line.remove(); else one.line.outerHTML = told.line;
          said.textContent = state.dataset.done.replace("{name}", one.file.name);
        } else {
          one.line.remove();
          refuse(told?.sentence || `${one.file.name}: ${state.dataset.failed}`);
        }
        finish();
      };
      asked.onerror = () => {
        state.textContent = said.textContent = state.dataset.waiting;
        const run = () => { removeEventListener("online", run); clearTimeout(one.again); if (one.line.isConnected) carry(one); };
        addEventListener("online", run);
        one.again = setTimeout(run, AGAIN);
      };
      asked.send(body);
    };

    const take = (file, id) => {
      const line = draw("sending");
      const stop = line.querySelector("[data-give-up]");
      line.querySelector("[data-name]").textContent = file.name;
      stop.setAttribute("aria-label", `${stop.getAttribute("aria-label")} ${file.name}`);
      const one = { file, line, kept: id || keep(form.dataset.draft, file) };
      one.stop = () => { waiting.splice(waiting.indexOf(one), 1); line.remove(); drop(one.kept); room(); };
      stop.addEventListener("click", () => one.stop());
      list.append(line);
      waiting.push(one);
    };
    const restored = kept(form.dataset.draft).then((found) => {
      found.slice(0, most - list.children.length).forEach((one) => take(one.file, one.id));
      room();
      next();
    });

    input.addEventListener("change", () => {
      clear();
      [...input.files].forEach((file) => {
        if (list.children.length >= most) { refuse(box.dataset.many.replace("{name}", file.name)); return; }
        if (file.size > largest) { refuse(box.dataset.large.replace("{name}", file.name)); return; }
        take(file);
      });
      input.value = "";
      room();
      next();
    });
    list.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-take-out]");
      if (!button) return;
      event.preventDefault();
      const body = new FormData();
      body.append("csrf_token", token());
      try {
        const answer = await fetch(button.dataset.takeOut, { method: "POST", body, redirect: "manual" });
        if (answer.status !== 204 && answer.status !== 404) throw new Error(answer.status);
        button.closest("li").remove();
        room();
        input.focus();
      } catch {
        said.textContent = box.dataset.stays;
      }
    });
    form.uploads = async () => {
      await restored;
      await new Promise((go) => { if (!running && !waiting.length) go(); else ready.push(go); });
    };
  });
})();
