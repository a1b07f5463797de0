// Every shell script of the project is right by shellcheck, every unit of systemd by systemd.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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
