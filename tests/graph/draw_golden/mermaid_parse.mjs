// Reads Mermaid texts with Mermaid's own parser and prints, for each, its nodes and edges as JSON.
// node mermaid_parse.mjs <folder with node_modules holding mermaid and jsdom> <file>...
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const [folder, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/x.js`));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!DOCTYPE html><body></body>");
global.window = dom.window;
global.document = dom.window.document;
const mermaid = (await load(`${folder}/node_modules/mermaid/dist/mermaid.core.mjs`)).default;
mermaid.initialize({ startOnLoad: false, maxTextSize: 10000000, maxEdges: 100000 });
for (const file of files) {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(readFileSync(file, "utf8"));
  const vertices = [...diagram.db.getVertices().values()];
  const nodes = Object.fromEntries(vertices.map((v) => [v.id, v.text]));
  const groups = diagram.db.getSubGraphs().map((g) => [g.title, [...g.nodes].sort()]);
  console.log(JSON.stringify({ nodes, groups, edges: diagram.db.getEdges().length }));
}
