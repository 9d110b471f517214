// Compiles the style sheet and gathers the scripts, fonts and pictures the pages use, and no others.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import * as sass from "sass";
import { writeShapes } from "./shapes.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const dist = path.join(modules, "@uswds/uswds/dist");
const assets = path.join(root, "src/lodged/web/assets");

rmSync(assets, { recursive: true, force: true });
for (const folder of ["css", "js", "img"]) mkdirSync(path.join(assets, folder), { recursive: true });

const { css } = sass.compile(path.join(root, "frontend/styles.scss"), {
  loadPaths: [path.join(modules, "@uswds/uswds/packages")],
  style: "compressed",
  quietDeps: true,
  logger: sass.Logger.silent,
});
writeFileSync(path.join(assets, "css/lodged.css"), css);

const named = [...css.matchAll(/url\("?\.\.\/([^")#?]+)/g)].map((match) => match[1]);
for (const file of new Set([...named, "img/usa-icons/close.svg"])) cpSync(path.join(dist, file), path.join(assets, file));
cpSync(path.join(root, "frontend/lodged.svg"), path.join(assets, "img/lodged.svg"));

const scripts = {
  "uswds.js": path.join(dist, "js/uswds.min.js"),
  "uswds-init.js": path.join(dist, "js/uswds-init.min.js"),
  "htmx.js": path.join(modules, "htmx.org/dist/htmx.min.js"),
  "desk.js": path.join(root, "frontend/desk.js"),
  "lodged.js": path.join(root, "frontend/lodged.js"),
  "device-lock.js": path.join(root, "frontend/device-lock.js"),
  "passkey.js": path.join(root, "frontend/passkey.js"),
};
for (const [name, from] of Object.entries(scripts)) {
  // The maps are not served, so the scripts must not name them.
  const script = readFileSync(from, "utf8").replace(/\n?\/\/# sourceMappingURL=.*$/m, "");
  writeFileSync(path.join(assets, "js", name), script);
}

// What pictures and documents need lies in the plain rooms, which know nothing of the web.
const made = path.join(root, "src/lodged/figures/made");
rmSync(made, { recursive: true, force: true });
writeShapes(path.join(modules, "us-atlas"), path.join(made, "shapes"));
mkdirSync(path.join(made, "fonts"));
for (const face of ["regular", "semibold", "bold", "italic"]) {
  const file = `sourcesanspro-${face}-webfont.ttf`;
  cpSync(path.join(dist, "fonts/source-sans-pro", file), path.join(made, "fonts", file));
}
