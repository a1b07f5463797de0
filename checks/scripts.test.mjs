// Every shell script of the project is right by shellcheck, every unit of systemd by systemd; no secret comes into Git; and
// where nothing may be skipped, script/verify-infra says so.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SHELL = /^(#!\/bin\/(ba)?sh|# shellcheck shell=)/;
// "do && do || fail" is meant as it stands; "-nt" and "ulimit -n" are in POSIX since 2024, and in every shell before.
const FINE = "--exclude=SC2015,SC3013,SC3045";
const skip = spawnSync("shellcheck", ["--version"]).error ? "skipped: shellcheck is not here" : false;

test("shellcheck has nothing to say of any script", { skip }, () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: ROOT, encoding: "utf8" });
  const scripts = files
    .trim()
    .split("\n")
    .filter((name) => !/\.\w+$/.test(name) && SHELL.test(readFileSync(ROOT + name, "utf8")));
  assert.ok(scripts.length > 5);
  const { stdout } = spawnSync("shellcheck", ["--external-sources", FINE, ...scripts], { cwd: ROOT, encoding: "utf8" });
  assert.equal(stdout, "");
});

test("shellcheck finds a planted mistake", { skip }, () => {
  const { stdout } = spawnSync("shellcheck", ["--shell=sh", "-"], { input: "rm -r $1/*\n", encoding: "utf8" });
  assert.match(stdout, /SC2086/);
});

const UNITS = join(ROOT, "terraform/database");
const skipUnits = spawnSync("systemd-analyze", ["--version"]).error ? "skipped: systemd-analyze is not here" : false;

/** @returns what systemd says of the units, but that the machine has no Docker */
function unitComplaints(t, change) {
  const folder = mkdtempSync(join(tmpdir(), "units-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const units = readdirSync(UNITS).filter((name) => /\.(service|timer)$/.test(name));
  for (const name of units) cpSync(join(UNITS, name), join(folder, name));
  change?.(folder);
  const files = units.map((name) => join(folder, name));
  const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], { encoding: "utf8" });
  return stderr.split("\n").filter((line) => line.includes("database") && !/\/usr\/bin\/docker\S* is not executable/.test(line));
}

test("systemd has nothing to say of the database's units", { skip: skipUnits }, (t) => {
  assert.deepEqual(unitComplaints(t), []);
});

test("systemd finds planted mistakes", { skip: skipUnits }, (t) => {
  const replace = (name, from, to) => (folder) =>
    writeFileSync(join(folder, name), readFileSync(join(folder, name), "utf8").replace(from, to));
  assert.match(unitComplaints(t, replace("database.service", "Restart=always", "Restart=allways")).join(), /allways|Restart/);
  assert.match(unitComplaints(t, replace("database-backup.timer", "OnCalendar=*-*-* 06,18:30:00", "OnCalendar=18h30")).join(), /18h30|OnCalendar/);
});

test("the secrets that the handbook tells to make stay out of Git", () => {
  for (const name of [".env", "argocd-key", "argocd-key.pub", ".data/secret", "terraform/terraform.tfvars"]) {
    assert.equal(spawnSync("git", ["check-ignore", "--quiet", name], { cwd: ROOT }).status, 0, name);
  }
});

const readIfThere = (name) => (existsSync(ROOT + name) ? readFileSync(ROOT + name, "utf8") : "");

/** script/verify-infra, as if nobody had started it from here. */
function verifyInfra(env, ...args) {
  const { NODE_TEST_CONTEXT: _, CHAT_IMAGE: __, ...others } = process.env;
  const { status, stdout } = spawnSync("script/verify-infra", args, { cwd: ROOT, encoding: "utf8", env: { ...others, ...env } });
  return { status, stdout };
}

test("what is skipped is a failure where nothing may be skipped", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "without-node-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["sh", "dirname", "date"]) symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(folder, name));
  const PATH = folder;
  assert.match(verifyInfra({ PATH }).stdout, /skipped .*Node 20/);
  assert.equal(verifyInfra({ PATH }).status, 0);
  assert.equal(verifyInfra({ PATH }, "--strict").status, 1);

  // Without an image nobody can run it.
  const whole = readIfThere("target/verify-files-skipped.log");
  assert.equal(verifyInfra({}, "pod.test.mjs").status, 0);
  const { status, stdout } = verifyInfra({}, "--strict", "pod.test.mjs");
  assert.equal(status, 1, stdout);
  assert.match(stdout, /Nothing may be skipped/);
  assert.equal(readIfThere("target/verify-files-skipped.log"), whole, "the run that this is part of");
});
