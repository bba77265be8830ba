"use strict";
/* What a script adds: every page reads and works without it. */

(() => {
  /* The evidence panel. */
  const panel = document.querySelector("dialog.panel");
  let opener = null;

  function openPanel(link) {
    const quote = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const reference = quote && (quote.closest(".references > li") || quote);
    if (!panel || !reference) return false;
    const body = panel.querySelector(".panel-body");
    body.replaceChildren();
    if (quote.classList.contains("quote")) body.append(copy(quote));
    for (const part of reference.querySelectorAll(":scope > .source, :scope > .facts")) body.append(copy(part));
    if (!quote.classList.contains("quote")) for (const part of reference.querySelectorAll(".quote")) body.append(copy(part));
    panel.querySelector("h2").textContent = "Source " + (reference.value || "");
    opener = link;
    if (!panel.open) panel.show();
    panel.querySelector("[data-close]").focus();
    return true;
  }

  /* A copy without ids: an id stands once in a page. */
  function copy(part) {
    const twin = part.cloneNode(true);
    twin.removeAttribute("id");
    for (const child of twin.querySelectorAll("[id]")) child.removeAttribute("id");
    return twin;
  }

  function closePanel() {
    if (!panel || !panel.open) return;
    panel.close();
    if (opener && opener.isConnected) opener.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cites a, .picture a");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && openPanel(link)) event.preventDefault();
    if (event.target.closest("[data-close]")) closePanel();
    if (event.target.closest("[data-print]")) { event.preventDefault(); window.print(); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closePanel(); });

  /* Another reader: the same claims in other words, in the same place. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-audience]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    try {
      const top = window.scrollY;
      await swap(link.href);
      window.scrollTo(0, top);
      const chosen = document.querySelector("[data-audience][aria-current]");
      if (chosen) chosen.focus({ preventScroll: true });
    } catch { window.location.assign(link.href); }
  });

  async function swap(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = next.querySelector("main");
    if (!main) throw new Error("no page");
    closePanel();
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.title = next.title;
    const twin = next.querySelector("dialog.panel");
    if (twin && !panel) window.location.reload();
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
        const answer = await fetch(field.dataset.suggest + "?q=" + encodeURIComponent(text));
        if (answer.ok && turn === latest) place.innerHTML = await answer.text();
      }, 200);
    });
    /* Enter asks; a new line is made with Shift. */
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); field.form.requestSubmit(); }
    });
  }

  /* An answer on its way. The browser comes back by itself after a lost connection, and names the last event. */
  const place = document.querySelector("[data-stream]");
  if (place) {
    const stages = place.querySelector("[data-stages]"), claims = place.querySelector("[data-claims]");
    const source = new EventSource(place.dataset.stream);
    const tell = (text) => { const line = document.createElement("li"); line.textContent = text; stages.append(line); };
    const number = (n) => Number(n).toLocaleString("en");
    const on = (name, act) => source.addEventListener(name, (event) => act(JSON.parse(event.data)));
    on("searching", (v) => { stages.replaceChildren(); tell("Searching " + number(v.passages) + " passages"); });
    on("appraising", (v) => tell("Weighing " + number(v.records) + " sources"));
    on("writing", () => tell("Writing; each sentence is shown when it has passed the checks"));
    on("claim", (v) => {
      const item = document.createElement("li"), text = document.createElement("p");
      item.className = "sentence"; text.className = "text"; text.textContent = v.text;
      item.append(text); claims.append(item);
    });
    on("done", (v) => tell("Checked " + number(v.claims) + " sentences"));
    on("finished", () => { source.close(); window.location.reload(); });
  }
})();
