// Asks a running Prometheus that scrapes a running chat: no panel of the dashboard may be empty, and no rule may look at a
// metric that does not exist.
//
//   node live.mjs http://localhost:9090
import { readFileSync, readdirSync } from "node:fs";

const prometheus = process.argv[2];
const here = new URL("../", import.meta.url);
let failed = 0;

async function ask(query) {
  const answer = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { status, data, error } = await answer.json();
  if (status !== "success") throw new Error(error);
  return data.result;
}

async function expect(what, query) {
  let result;
  try {
    // A quotient of nothing and nothing is a value, too, but shows nothing.
    result = (await ask(query)).filter(({ value }) => value[1] !== "NaN");
  } catch (error) {
    result = [];
    what += `: ${error.message}`;
  }
  if (result.length === 0) {
    failed++;
    console.log(`empty: ${what}\n       ${query}`);
  }
}

let queries = 0;
let panels = 0;
const dashboards = new URL("grafana/dashboards/", here);
for (const file of readdirSync(dashboards)) {
  for (const panel of JSON.parse(readFileSync(new URL(file, dashboards))).panels) {
    if (panel.type === "row") continue;
    panels++;
    for (const { expr, refId } of panel.targets) {
      queries++;
      await expect(`${file}, "${panel.title}" ${refId}`, expr.replaceAll("$__rate_interval", "1m"));
    }
  }
}

const rules = new URL("prometheus/rules/", here);
const names = new Set();
for (const file of readdirSync(rules)) {
  for (const [, expr] of readFileSync(new URL(file, rules), "utf8").matchAll(/expr: (.*(?:\n {10}.*)*)/g)) {
    for (const [name] of expr.matchAll(/\b(chat|jvm|memory|node)_\w+|\bchat:[\w:]+|\bup\b/g)) names.add(name);
  }
}
for (const name of names) await expect(`the rules' ${name}`, `count(${name})`);

console.log(`${panels} panels with ${queries} queries, ${names.size} metrics of the rules: ${failed} empty`);
process.exit(failed === 0 ? 0 : 1);
