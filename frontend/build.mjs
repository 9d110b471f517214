// Compiles the style sheet and gathers the scripts, fonts and pictures the pages use.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import * as sass from "sass";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const uswds = path.join(modules, "@uswds/uswds");
const assets = path.join(root, "src/lodged/web/assets");

rmSync(assets, { recursive: true, force: true });
for (const folder of ["css", "js"]) mkdirSync(path.join(assets, folder), { recursive: true });

const { css } = sass.compile(path.join(root, "frontend/styles.scss"), {
  loadPaths: [path.join(uswds, "packages")],
  style: "compressed",
  quietDeps: true,
  logger: sass.Logger.silent,
});
writeFileSync(path.join(assets, "css/lodged.css"), css);

const files = [
  [path.join(uswds, "dist/js/uswds.min.js"), "js/uswds.js"],
  [path.join(uswds, "dist/js/uswds-init.min.js"), "js/uswds-init.js"],
  [path.join(modules, "htmx.org/dist/htmx.min.js"), "js/htmx.js"],
  [path.join(root, "frontend/lodged.js"), "js/lodged.js"],
  [path.join(uswds, "dist/img/sprite.svg"), "img/sprite.svg"],
  [path.join(uswds, "dist/img/usa-icons"), "img/usa-icons"],
  [path.join(root, "frontend/lodged.svg"), "img/lodged.svg"],
  [path.join(uswds, "dist/fonts/source-sans-pro"), "fonts/source-sans-pro"],
  [path.join(uswds, "dist/fonts/merriweather"), "fonts/merriweather"],
  [path.join(uswds, "dist/fonts/roboto-mono"), "fonts/roboto-mono"],
];
for (const [from, to] of files) cpSync(from, path.join(assets, to), { recursive: true });
