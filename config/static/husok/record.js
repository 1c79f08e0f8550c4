// A check that is going on is followed where it stands. Without this file its link shows how far it is.
(() => {
  "use strict";

  const PAUSE = 2000;

  async function look() {
    const here = document.querySelector("[data-follow]");
    if (here === null) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-follow]");
      if (now === null) {
        location.reload();
        return;
      }
      const bar = here.querySelector("progress");
      const next = now.querySelector("progress");
      if (next.hasAttribute("value")) {
        bar.max = next.max;
        bar.value = next.value;
      }
      const done = here.querySelector("[data-done]");
      const words = now.querySelector("[data-done]");
      if (done && words) done.textContent = words.textContent;
    } catch {
      // The link stays, and the next look may fare better.
    }
    setTimeout(look, PAUSE);
  }

  setTimeout(look, PAUSE);
})();
