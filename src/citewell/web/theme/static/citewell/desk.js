"use strict";
/* The review screen by keyboard, saved as it goes. Without a script every form works by itself. */

(() => {
  const list = document.querySelector("[data-claims]");
  if (!list) return;
  const claims = () => [...list.querySelectorAll("[data-claim]")];
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  const kept = (area) => "desk:" + window.location.pathname + ":" + area.id;

  /* What is typed and not sent survives a reload. */
  function restore(claim) {
    for (const area of claim.querySelectorAll("textarea")) {
      const text = window.sessionStorage.getItem(kept(area));
      if (text !== null && text !== area.value) { area.value = text; area.closest("details").open = true; }
    }
  }
  claims().forEach(restore);

  function forget(claim) {
    for (const area of claim.querySelectorAll("textarea")) window.sessionStorage.removeItem(kept(area));
  }

  function current() {
    const inside = document.activeElement && document.activeElement.closest("[data-claim]");
    return inside || null;
  }

  function go(step) {
    const all = claims(), at = all.indexOf(current());
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView({ block: "start" }); }
  }

  function firstOpen(from) {
    const all = claims(), at = all.indexOf(from);
    return all.slice(at + 1).find((claim) => !claim.dataset.state) || null;
  }

  /* A decision is saved at once, and the sentence is shown as it then stands. */
  list.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-quick]");
    if (!form) return;
    event.preventDefault();
    const claim = form.closest("[data-claim]"), values = new FormData(form, event.submitter);
    const told = claim.querySelector(".told");
    told.hidden = true;
    claim.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: values, headers: { Accept: "application/json" }, credentials: "same-origin" });
      const content = await answer.json();
      if (!answer.ok) throw new Error(content.error);
      forget(claim);
      const place = document.createElement("template");
      place.innerHTML = content.claim;
      const fresh = place.content.querySelector("[data-claim]");
      claim.replaceWith(fresh);
      progress(content.progress);
      const next = values.get("decision") === "accept" ? firstOpen(fresh) : null;
      (next || fresh).focus({ preventScroll: true });
      if (next) next.scrollIntoView({ block: "start" });
    } catch (error) {
      claim.removeAttribute("aria-busy");
      told.textContent = error instanceof SyntaxError || error instanceof TypeError ? "It was not saved: the site did not answer. Try again; what you typed is kept." : error.message;
      told.hidden = false;
    }
  });

  function progress(html) {
    const place = document.createElement("template");
    place.innerHTML = html;
    const fresh = place.content.querySelector("[data-progress]");
    const old = document.querySelector("[data-progress]");
    if (fresh && old) old.replaceWith(fresh);
  }

  /* The wording is checked as it is typed. */
  let timer = 0, latest = 0;
  list.addEventListener("input", (event) => {
    const area = event.target.closest("textarea");
    if (!area) return;
    window.sessionStorage.setItem(kept(area), area.value);
    const form = area.closest("form[data-check]");
    if (!form) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => check(form), 350);
  });

  async function check(form) {
    const turn = ++latest, place = form.querySelector(".verdict");
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => null);
    if (!answer || turn !== latest) return;
    const content = await answer.json();
    const failed = content.failed || [];
    place.className = "verdict small " + (content.error || failed.length ? "fault" : "pass");
    place.textContent = content.error || (failed.length ? "Does not pass: " + failed.join("; ") + "." : "Passes the checks.");
  }

  /* A accept, E edit, R reject, C comment, U undo, J next, K previous. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && typing) { const claim = current(); if (claim) claim.focus({ preventScroll: true }); return; }
    if (typing) return;
    const key = event.key.toLowerCase(), claim = current();
    if (key === "j" || key === "k") { event.preventDefault(); go(key === "j" ? 1 : -1); return; }
    /* Nothing is decided of a sentence that nobody has come to: the first key leads to it. */
    if (!claim) { if ("aerc".includes(key)) { event.preventDefault(); go(1); } return; }
    const button = claim.querySelector(`button[data-key="${CSS.escape(key)}"]`);
    const opens = claim.querySelector(`details[data-open="${CSS.escape(key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
    if (opens) {
      event.preventDefault();
      for (const other of claim.querySelectorAll("details[data-open]")) other.open = other === opens;
      const area = opens.querySelector("textarea");
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    }
  });
})();
