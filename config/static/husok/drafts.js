// What is written is kept on the server whenever a field is left, when the window is hidden or closed, and every
// 20 seconds, by the same address as the button. Where the server no longer knows who writes, the words wait in this
// window until the same person is back. Without this file the button keeps them.
(() => {
  "use strict";

  const form = document.querySelector("[data-draft]");
  if (form === null) return;

  const EVERY = 20000;
  const WAIT = 3000; // how long sending waits for a draft that is under way
  const KEEPALIVE = 60000; // bytes that a browser still sends for a page that is gone
  const words = form.dataset;
  const KEY = `husok.words.${words.draftOf}.${words.draft}`;
  const part = (name) => document.querySelector(`[data-${name}]`);
  const said = part("saved");
  const texts = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const written = () =>
    new URLSearchParams(texts().filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version")).toString();
  const version = () => form.elements.version.value;

  let kept = written();
  let running = null;
  let leaving = false;
  let waiting = false; // to be sent, once the draft that is under way has arrived

  function store() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ version: version(), body: written() }));
    } catch {
      // A full or forbidden store: the server's draft is what there is.
    }
  }

  function tell(sentence, good) {
    said.textContent = sentence;
    part("saved-icon").hidden = !good;
  }

  function signedOut() {
    store();
    tell("", false);
    part("signed-out").hidden = false;
  }

  function show(told) {
    tell(told.saved, true);
    part("signed-out").hidden = true;
    const echo = part("echo");
    echo.textContent = told.read;
    echo.classList.toggle("echo-unread", told.unread);
    const changed = part("changed");
    if (changed && changed.innerHTML !== told.changed) changed.innerHTML = told.changed;
  }

  async function keep(now, keepalive) {
    const body = new URLSearchParams(texts()).toString();
    try {
      const answer = await fetch(words.draft, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body,
        keepalive: keepalive && body.length < KEEPALIVE,
      });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      if (answer.redirected || (told === null && answer.status === 403)) return signedOut();
      if (told?.refused) return tell(told.refused, false);
      if (!answer.ok || told === null) throw new Error(answer.statusText);
      kept = now;
      sessionStorage.removeItem(KEY);
      show(told);
    } catch {
      store();
      tell(words.draftFailed, false);
    }
  }

  // One at a time, so that an older text never overtakes a newer one.
  function save(keepalive = false) {
    const now = written();
    if (leaving || now === kept) return running;
    if (running && !keepalive) return running.then(() => save());
    const mine = keep(now, keepalive).finally(() => {
      if (running === mine) running = null;
    });
    running = mine;
    return mine;
  }

  function restore() {
    const left = JSON.parse(sessionStorage.getItem(KEY) || "null");
    sessionStorage.removeItem(KEY);
    if (left === null || "answered" in words || left.version !== version() || left.body === kept) return;
    const found = new URLSearchParams(left.body);
    for (const name of new Set(found.keys())) {
      const values = found.getAll(name);
      [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].forEach((field, place) => {
        if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
        else if (field.type !== "hidden" && values[place] !== undefined) field.value = values[place];
      });
    }
    tell(words.draftBack, true);
    save();
  }

  form.addEventListener("change", () => save());
  form.addEventListener("focusout", () => save());
  setInterval(save, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save(true);
  });
  window.addEventListener("pagehide", () => save(true));
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  // A draft that is still under way would come after the report and stand there as if it were unsent.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (event.submitter?.value === "discard") sessionStorage.removeItem(KEY);
    else store();
    leaving = true;
    if (running === null) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    const pause = new Promise((go) => setTimeout(go, WAIT));
    Promise.race([running, pause]).then(() => {
      running = null;
      waiting = false;
      form.requestSubmit(event.submitter);
    });
  });

  // The browser's own calendar, for who would rather pick a day than type it.
  document.querySelectorAll("[data-calendar]").forEach((button) => {
    const typed = document.getElementById(button.dataset.calendar);
    const day = button.parentElement.querySelector("[data-day]");
    if (!("showPicker" in day)) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => day.showPicker());
    day.addEventListener("change", () => {
      const [year, month, date] = day.value.split("-").map(Number);
      if (!year) return;
      typed.value = `${year}. ${month}. ${date}.`;
      typed.focus();
      save();
    });
  });

  restore();
  // What a button of this form put there (그대로 가져오기) is not on the server yet.
  if ("answered" in words) {
    kept = "";
    save();
  }
})();
