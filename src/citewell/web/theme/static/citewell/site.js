"use strict";
/* What a script adds: every page reads and works without it. */

(() => {
  const isWide = () => window.matchMedia("(min-width: 62rem)").matches;
  const isPlain = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;

  for (const hidden of document.querySelectorAll("[data-print], [data-copy]")) hidden.hidden = false;

  /* The evidence panel: what the footnote says, beside the sentence. */
  const panel = document.querySelector("dialog.panel");
  let opener = null;

  function openPanel(link) {
    /* A link within a drawing has no `hash`. */
    const quote = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    const reference = quote && (quote.closest(".references > li") || quote);
    if (!panel || !reference) return false;
    const body = panel.querySelector(".panel-body");
    const quotes = quote.classList.contains("quote") ? [quote] : reference.querySelectorAll(".quote");
    const parts = reference.querySelectorAll(":scope > .source, :scope > .facts");
    body.replaceChildren(...(quotes.length === 1 ? [...quotes, ...parts] : [...parts, ...quotes]).map(copy));
    panel.querySelector("h2").textContent = "Source " + (reference.value || "");
    unmark();
    opener = link;
    mark();
    if (!panel.open) panel.show();
    panel.scrollTop = 0;
    if (!isWide()) uncover(link);
    panel.querySelector("[data-close]").focus({ preventScroll: true });
    return true;
  }

  /* A copy without ids: an id stands once in a page. */
  function copy(part) {
    const twin = part.cloneNode(true);
    twin.removeAttribute("id");
    for (const child of twin.querySelectorAll("[id]")) child.removeAttribute("id");
    return twin;
  }

  function mark() {
    opener.setAttribute("aria-expanded", "true");
    const sentence = opener.closest(".sentence");
    if (sentence) sentence.classList.add("chosen");
  }

  function unmark() {
    if (!opener) return;
    opener.removeAttribute("aria-expanded");
    const sentence = opener.closest(".sentence");
    if (sentence) sentence.classList.remove("chosen");
  }

  /* The sheet must not lie on the sentence that it explains. */
  function uncover(link) {
    const over = link.getBoundingClientRect().bottom + 16 - panel.getBoundingClientRect().top;
    if (over > 0) window.scrollBy(0, over);
  }

  function closePanel() {
    if (!panel || !panel.open) return;
    panel.close();
    unmark();
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cites a, .picture a, .evidence-table a");
    if (link && isPlain(event) && openPanel(link)) event.preventDefault();
    if (event.target.closest("[data-close], .panel .back")) closePanel();
    if (event.target.closest("[data-print]")) window.print();
    const copied = event.target.closest("[data-copy]");
    if (copied) copyAddress(copied);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePanel(); });

  async function copyAddress(button) {
    let told = "Copied";
    try { await navigator.clipboard.writeText(button.dataset.copy); }
    catch { told = "Could not copy: the address stands under “Cite and keep”"; }
    button.textContent = told;
    const status = document.querySelector("[data-copied]");
    if (status) status.textContent = told;
  }

  /* Another reader: the same claims in other words. What was chosen stays where it was on the screen. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-audience]");
    if (!link || !isPlain(event)) return;
    event.preventDefault();
    try {
      const before = link.getBoundingClientRect().top;
      await swap(link.href);
      const chosen = document.querySelector("[data-audience][aria-current]");
      if (!chosen) return;
      window.scrollBy(0, chosen.getBoundingClientRect().top - before);
      chosen.focus({ preventScroll: true });
    } catch { window.location.assign(link.href); }
  });

  async function swap(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    if (!next) throw new Error("no page");
    closePanel();
    document.querySelector("main").replaceWith(document.adoptNode(next));
    for (const hidden of document.querySelectorAll("[data-print], [data-copy]")) hidden.hidden = false;
    window.history.replaceState(null, "", address);
  }

  /* Articles that ask the same, as it is typed. */
  const field = document.querySelector("[data-suggest]");
  if (field) {
    let timer = 0, latest = 0;
    field.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(async () => {
        const turn = ++latest;
        const text = field.value.trim();
        const place = field.closest("form").querySelector("[data-similar]");
        if (text.length < 6) { place.replaceChildren(); return; }
        try {
          const answer = await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(text));
          if (answer.ok && turn === latest) place.innerHTML = await answer.text();
        } catch { /* no connection: asking works, and nothing is offered */ }
      }, 200);
    });
    /* Enter asks; a new line is made with Shift. */
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); field.form.requestSubmit(); }
    });
  }

  /* An answer on its way. The browser comes back by itself after a lost connection, and names the last event. */
  const place = document.querySelector("[data-stream]");
  if (place) {
    const stages = place.querySelector("[data-stages]"), claims = place.querySelector("[data-claims]");
    const source = new EventSource(place.dataset.stream);
    const number = (n) => Number(n).toLocaleString("en");
    const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    const tell = (text) => {
      for (const line of stages.children) line.classList.add("past");
      const line = document.createElement("li");
      line.textContent = text;
      stages.append(line);
    };
    on("searching", (v) => { stages.replaceChildren(); claims.replaceChildren(); tell("Searching " + number(v.passages) + " passages"); });
    on("appraising", (v) => tell("Weighing " + number(v.records) + (v.records === 1 ? " source" : " sources")));
    on("writing", () => tell("Writing; each sentence is shown when it has passed the checks"));
    on("claim", (v) => {
      const item = document.createElement("li"), text = document.createElement("p");
      item.className = "sentence"; text.className = "text"; text.dir = "auto"; text.textContent = v.text;
      item.append(text); claims.append(item);
    });
    on("done", (v) => tell("Checked " + number(v.claims) + (v.claims === 1 ? " sentence" : " sentences")));
    on("finished", () => { source.close(); window.location.reload(); });
    source.addEventListener("error", () => {
      /* A stream that the server refuses for good is not opened again: the page is asked what has become of it. */
      if (source.readyState === EventSource.CLOSED) window.setTimeout(() => window.location.reload(), 5000);
    });
  }
})();
