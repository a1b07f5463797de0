// Scrape configuration, rules, alerts, their routes and the dashboard are right by their own programs' checks; each alert
// has its chapter for the operator; and the tests of the rules are worth something: each finds a mistake made on purpose.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const MONITORING = fileURLToPath(new URL("../monitoring/", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "monitoring-"));
after(() => rmSync(scratch, { recursive: true }));

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error) throw error;
  return { status, says: stdout + stderr };
}

const without = (program) => (spawnSync(program, ["--version"]).error ? `skipped: ${program} is not here` : false);
const files = (folder) => readdirSync(folder).map((name) => join(folder, name));
const yaml = (folder) => files(folder).filter((name) => name.endsWith(".yml"));
const rules = yaml(`${MONITORING}prometheus/rules`);
const tests = yaml(`${MONITORING}tests`);
const good = (result) => assert.equal(result.status, 0, result.says);

test("Prometheus takes its configuration", { skip: without("promtool") }, () => {
  good(run("promtool", "check", "config", `${MONITORING}prometheus/prometheus.yml`));
});

test("each alert comes when it should, and only then", { skip: without("promtool") }, () => {
  good(run("promtool", "test", "rules", ...tests));
});

// [file, what is right, what somebody could make of it]
const MISTAKES = [
  ["chat.yml", "== 0 or absent", "== 2 or absent"],
  ["chat.yml", "[30m]) >= 3", "[30m]) >= 30"],
  ["chat.yml", "chat_database_up == 0", "chat_database_up == 1"],
  ["chat.yml", "p99 > 0.25", "p99 > 2.5"],
  ["chat.yml", "chat:delivery_seconds:p99 > 0.5", "chat:delivery_seconds:p99 > 5"],
  ["chat.yml", "histogram_quantile(0.99, sum by (le) (rate(chat_commit", "histogram_quantile(0.5, sum by (le) (rate(chat_commit"],
  ["chat.yml", "chat_journal_waiting > 1000", "chat_journal_waiting > 10000"],
  ["chat.yml", "0.8 * chat_sockets_limit", "0.9 * chat_sockets_limit"],
  ["chat.yml", "TOO_SLOW", "TOO_SLOWLY"],
  ["chat.yml", "and sum(chat:rejections:rate5m) > 0.5 *", "or sum(chat:rejections:rate5m) > 0.5 *"],
  ["chat.yml", "min_over_time", "max_over_time"],
  ["backup.yml", "26 * 3600", "260 * 3600"],
  ["backup.yml", "unless on (instance)", "and on (instance)"],
  ["backup.yml", "< 0.15", "> 0.15"],
];

for (const [file, right, wrong] of MISTAKES) {
  test(`the tests find ${wrong} in place of ${right}`, { skip: without("promtool") }, () => {
    const copy = mkdtempSync(join(scratch, "copy-"));
    cpSync(MONITORING, copy, { recursive: true });
    const place = join(copy, "prometheus/rules", file);
    const text = readFileSync(place, "utf8");
    assert.ok(text.includes(right), `${right} is no longer in ${file}`);
    writeFileSync(place, text.replace(right, wrong));
    assert.notEqual(run("promtool", "test", "rules", join(copy, "tests", file)).status, 0);
  });
}

test("each alert is tested, and the operator is told what to do", () => {
  const tested = tests.map((file) => readFileSync(file, "utf8")).join();
  const chapters = readFileSync(new URL("../docs/operations.md", import.meta.url), "utf8");
  const alerts = rules.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/alert: (\w+)[^]*?runbook: (\S+)/g)]);
  assert.ok(alerts.length >= 12);
  for (const [, alert, runbook] of alerts) {
    assert.equal(runbook, `docs/operations.md#${alert.toLowerCase()}`);
    assert.match(chapters, new RegExp(`^### ${alert}$`, "m"));
    assert.match(tested, new RegExp(`alertname: ${alert}\n +exp_alerts:`), `${alert} is never seen to come`);
  }
});

test("Alertmanager takes its example", { skip: without("amtool") }, () => {
  good(run("amtool", "check-config", `${MONITORING}alertmanager/alertmanager.yml`));
});

test("the dashboard's queries are PromQL, and its panels do not overlap", { skip: without("promtool") }, () => {
  for (const file of files(`${MONITORING}grafana/dashboards`)) {
    const { panels } = JSON.parse(readFileSync(file, "utf8"));
    const taken = new Set();
    for (const { title, gridPos: at } of panels) {
      for (let x = at.x; x < at.x + at.w; x++) {
        for (let y = at.y; y < at.y + at.h; y++) {
          assert.ok(x < 24 && !taken.has(`${x},${y}`), `${title} lies on another panel`);
          taken.add(`${x},${y}`);
        }
      }
    }
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "1m")));
    const asRules = { groups: [{ name: "dashboard", rules: queries.map((expr, i) => ({ record: `query:${i}`, expr })) }] };
    writeFileSync(join(scratch, "dashboard.json"), JSON.stringify(asRules)); // JSON is YAML
    good(run("promtool", "check", "rules", "--lint=none", join(scratch, "dashboard.json")));
  }
});

test("Grafana finds its dashboard and its source of data where Compose puts them", () => {
  const read = (name) => readFileSync(`${MONITORING}${name}`, "utf8");
  const { volumes, environment } = parse(read("../docker-compose.yml")).services.grafana;
  const mounted = Object.fromEntries(volumes.map((volume) => volume.split(":")));
  const folder = mounted["./monitoring/grafana/dashboards"];
  const [{ options }] = parse(read("grafana/provisioning/dashboards/chat.yml")).providers;
  const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;
  assert.equal(options.path, folder);
  assert.equal(mounted["./monitoring/grafana/provisioning"], "/etc/grafana/provisioning");
  assert.ok(home.startsWith(`${folder}/`));
  const dashboard = JSON.parse(read(`grafana/dashboards/${home.slice(folder.length + 1)}`));

  const { datasources } = parse(read("grafana/provisioning/datasources/prometheus.yml"));
  const named = [...JSON.stringify(dashboard).matchAll(/"datasource":\{[^}]*"uid":"([^"]+)"/g)].map(([, uid]) => uid);
  assert.ok(named.length > 5);
  const known = [...datasources.map(({ uid }) => uid), "-- Grafana --"];
  assert.deepEqual(named.filter((uid) => !known.includes(uid)), []);
});
