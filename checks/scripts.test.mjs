// Every shell script of the project is right by shellcheck.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
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
