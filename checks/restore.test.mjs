// A dump comes back into a real PostgreSQL, and whatever goes wrong on the way, the database that is there stays in use.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const DATABASE = fileURLToPath(new URL("../database/", import.meta.url));
const RELEASES = "/usr/lib/postgresql";
const bin = (existsSync(RELEASES) ? readdirSync(RELEASES) : []).map((name) => join(RELEASES, name, "bin")).find((folder) => existsSync(join(folder, "initdb")));
// PostgreSQL refuses to run as root.
const root = process.getuid?.() === 0;
const skip = !bin || (root && spawnSync("id", ["postgres"]).status !== 0) ? "skipped: no PostgreSQL is here" : false;

const server = (program, ...args) => {
  const [command, ...rest] = [...(root ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []), join(bin, program), ...args];
  execFileSync(command, rest, { cwd: "/", stdio: "ignore" });
};
let work, env;
const psql = (database, sql) =>
  execFileSync(join(bin, "psql"), ["-XqAt", "-v", "ON_ERROR_STOP=1", "-U", "chat", "-d", database, "-c", sql], { env, encoding: "utf8" }).trim();
const run = (name, ...args) => spawnSync("bash", [join(DATABASE, name), ...args], { env, encoding: "utf8" });
const messages = () => psql("chat", "SELECT string_agg(text, ', ') FROM messages");

before(() => {
  if (skip) return;
  work = mkdtempSync(join(tmpdir(), "restore-"));
  chmodSync(work, 0o777);
  const cluster = join(work, "cluster");
  server("initdb", "--pgdata", cluster, "--username=chat", "--auth=trust", "--no-sync");
  server("pg_ctl", "--pgdata", cluster, "--wait", "-l", join(work, "log"), "-o", `-c listen_addresses= -c unix_socket_directories=${work} -c fsync=off`, "start");
  const path = join(work, "programs");
  mkdirSync(path);
  env = { ...process.env, PATH: `${path}:${bin}:${process.env.PATH}`, PGHOST: work, PG_RUN: "", BACKUP_DIR: join(work, "dumps"), TMPDIR: work };
  psql("postgres", "CREATE DATABASE chat");
  psql("chat", "CREATE TABLE rooms (); CREATE TABLE flyway_schema_history (); CREATE TABLE messages (text text); INSERT INTO messages VALUES ('kept')");
  const { status, stderr } = run("backup");
  assert.equal(status, 0, stderr);
  psql("chat", "INSERT INTO messages VALUES ('said later')");
});
after(() => {
  if (skip) return;
  server("pg_ctl", "--pgdata", join(work, "cluster"), "--mode=immediate", "stop");
  rmSync(work, { recursive: true });
});


/** Until the test ends PostgreSQL's psql fails wherever the statement has these words. */
function failingAt(t, words) {
  const file = join(work, "programs/psql");
  writeFileSync(file, `#!/bin/sh\ncase "$*" in *"${words}"*) echo "ERROR: made up" >&2; exit 1 ;; esac\nexec ${bin}/psql "$@"\n`, { mode: 0o755 });
  t.after(() => rmSync(file));
}

for (const [what, words] of [
  ["the database cannot be put aside", "RENAME TO chat_before"],
  ["its connections cannot be ended", "pg_terminate_backend"],
  ["the new one cannot get its name", "chat_restored RENAME TO chat"],
]) {
  test(`where ${what}, it stays as it is and in use`, { skip }, (t) => {
    failingAt(t, words);
    const { status, stderr } = run("restore", "latest");
    assert.notEqual(status, 0);
    assert.match(stderr, /^Nothing was restored: (chat|chat_restored) cannot/m);
    assert.equal(messages(), "kept, said later");
  });
}

test("the dump is back, and what stood there is kept", { skip }, () => {
  const { status, stdout, stderr } = run("restore", "latest");
  assert.equal(status, 0, stderr);
  assert.equal(messages(), "kept");
  const aside = /chat_before_\w+/.exec(stdout)[0];
  assert.equal(psql(aside, "SELECT count(*) FROM messages"), "2");
});
