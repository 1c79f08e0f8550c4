// Files of a form are sent as soon as they are chosen, dropped or pasted. Without this file they come with the form.
(() => {
  "use strict";

  const zone = document.querySelector("[data-uploads]");
  if (zone === null) return;
  const form = zone.closest("form");
  const words = zone.dataset;
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-files]");
  const row = zone.querySelector("template");
  const busy = zone.querySelector("[data-busy-words]");
  let under_way = 0;
  let before = Promise.resolve();

  const size = (bytes) =>
    bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  function show(name) {
    list.append(row.content.cloneNode(true));
    const item = list.lastElementChild;
    item.querySelector("[data-name]").textContent = name;
    item.querySelector("[data-state]").textContent = words.waiting;
    return item;
  }

  function end(item, icon, told) {
    const sign = item.querySelector("use");
    sign.setAttribute("href", sign.getAttribute("href").replace(/#.*/, `#${icon}`));
    item.querySelector("progress")?.remove();
    item.querySelector("[data-state]").textContent = told;
    item.querySelector("[data-drop-file]").textContent = words.drop;
  }

  function refuse(item, sentence) {
    item.classList.add("file-refused");
    end(item, "late", sentence);
  }

  function keep(item, told) {
    end(item, "document", `${size(told.size)} · ${words.done}`);
    item.querySelector("[data-name]").textContent = told.name;
    const id = document.createElement("input");
    Object.assign(id, { type: "hidden", name: "upload", value: String(told.id) });
    item.append(id);
    changed();
  }

  // What is named belongs to the draft as much as what is written.
  const changed = () => form.dispatchEvent(new Event("change"));

  // One after the other, so that a slow line carries one file well instead of ten badly.
  function send(file) {
    const item = show(file.name);
    if (file.size > Number(words.largest)) {
      refuse(item, words.tooBig);
      return;
    }
    under_way += 1;
    before = before.then(() => sent(file, item)).finally(() => {
      under_way -= 1;
      if (under_way === 0) busy.textContent = "";
    });
  }

  function sent(file, item) {
    return new Promise((resolve) => {
      if (!item.isConnected) return resolve();
      const request = new XMLHttpRequest();
      item.stop = () => request.abort();
      request.upload.addEventListener("progress", (event) => {
        const part = Math.floor((100 * event.loaded) / event.total);
        item.querySelector("progress").value = part;
        item.querySelector("[data-state]").textContent = `${size(event.loaded)} / ${size(event.total)} · ${part}%`;
      });
      request.addEventListener("loadend", () => {
        item.stop = null;
        if (request.status === 201) keep(item, request.response);
        else if (item.isConnected) refuse(item, request.response?.detail || words.failed);
        resolve();
      });
      const body = new FormData();
      body.append("file", file, file.name);
      request.open("POST", words.uploads);
      request.responseType = "json";
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
      request.send(body);
    });
  }

  const files = (event) => [...((event.dataTransfer || event.clipboardData)?.files ?? [])];
  const brings_files = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

  input.addEventListener("change", () => {
    [...input.files].forEach(send);
    input.value = "";
  });
  form.addEventListener("dragover", (event) => {
    if (!brings_files(event)) return;
    event.preventDefault();
    zone.classList.add("uploads-over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) zone.classList.remove("uploads-over");
  });
  form.addEventListener("drop", (event) => {
    if (!brings_files(event)) return;
    event.preventDefault();
    zone.classList.remove("uploads-over");
    files(event).forEach(send);
  });
  document.addEventListener("paste", (event) => {
    const pasted = files(event);
    // A table copied from a document comes as text and as a picture of it: the text is meant.
    if (pasted.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    pasted.forEach(send);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-file]");
    if (button === null) return;
    event.preventDefault();
    const item = button.closest("li");
    item.remove();
    item.stop?.();
    input.focus();
    changed();
  });
  form.addEventListener("submit", (event) => {
    if (under_way === 0) return;
    event.preventDefault();
    busy.textContent = words.busy;
  });

  zone.classList.add("uploads-live");
  zone.querySelectorAll("[data-without-script]").forEach((each) => (each.hidden = true));
  zone.querySelectorAll("[data-with-script], [data-drop-file]").forEach((each) => (each.hidden = false));
})();
