// Renders an HWPX by an implementation that is not ours: node render.mjs FILE FOLDER → page-001.svg … and a line of JSON.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import init, { HwpDocument } from "@rhwp/core";

// No canvas here: a Korean letter is as wide as it is high, every other one half of that.
globalThis.measureTextWidth = (font, text) => {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10);
  return [...text].reduce((width, letter) => width + (letter.codePointAt(0) < 0x1100 ? 0.5 : 1), 0) * size;
};

const [file, folder] = process.argv.slice(2);
await init({ module_or_path: readFileSync(createRequire(import.meta.url).resolve("@rhwp/core/rhwp_bg.wasm")) });
const paper = new HwpDocument(new Uint8Array(readFileSync(file)));
const pages = paper.pageCount();
for (let page = 0; page < pages; page += 1) {
  writeFileSync(join(folder, `page-${String(page + 1).padStart(3, "0")}.svg`), paper.renderPageSvg(page));
}
console.log(JSON.stringify({ pages }));
