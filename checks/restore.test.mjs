// A dump comes back into a real PostgreSQL, and whatever goes wrong on the way, the database that is there stays in use.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
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

test("old dumps of a folder go when a new one is made, and nothing else", { skip }, () => {
  const folder = join(work, "folder");
  mkdirSync(folder);
  const old = ["chat-20200101T000000Z.dump", "chat-20200101T000000Z.dump.sha256", "other-20200101T000000Z.dump"];
  const young = ["chat-20250101T000000Z.dump", "chat-20250101T000000Z.dump.sha256"];
  for (const name of [...old, ...young]) writeFileSync(join(folder, name), "");
  for (const name of old) utimesSync(join(folder, name), 0, 0);
  const { status, stderr } = spawnSync("bash", [join(DATABASE, "backup")], { env: { ...env, BACKUP_DIR: folder }, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const left = readdirSync(folder);
  assert.deepEqual(left.filter((name) => [...old, ...young].includes(name)).sort(), [...young, "other-20200101T000000Z.dump"].sort());
  assert.equal(left.length, 5, "and the new one with its sum");
});

/** @returns a folder, and what makes the scripts take its stand-in for Google's storage */
async function bucketOf(t) {
  const folder = mkdtempSync(join(tmpdir(), "bucket-"));
  const bucket = spawn(process.execPath, [fileURLToPath(new URL("../script/stand-ins/bucket.mjs", import.meta.url)), folder]);
  t.after(() => {
    bucket.kill();
    rmSync(folder, { recursive: true });
  });
  const [port] = await once(bucket.stdout, "data");
  const address = `http://127.0.0.1:${String(port).trim()}`;
  return { folder, google: { METADATA: address, STORAGE: address, BACKUP_BUCKET: "chat-backup" } };
}

test("a bucket that the machine may not write to is named in one sentence", { skip }, async (t) => {
  const { folder, google } = await bucketOf(t);
  const backup = (bucket) => spawnSync("bash", [join(DATABASE, "backup")], { env: { ...env, ...google, BACKUP_BUCKET: bucket }, encoding: "utf8" });
  const refused = backup("somebody-elses");
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /^No backup was made: the bucket somebody-elses did not take it\.$/m);
  assert.deepEqual(readdirSync(folder), []);
  assert.equal(backup("chat-backup").status, 0);
  assert.equal(readdirSync(folder).length, 2);
});

test("of a bucket with many pages the newest dump is found, and one that was cut off is none", async (t) => {
  const { folder, google } = await bucketOf(t);
  for (const day of [20, 21, 22]) {
    writeFileSync(join(folder, `chat-202611${day}T063000Z.dump`), "");
    if (day < 22) writeFileSync(join(folder, `chat-202611${day}T063000Z.dump.sha256`), "");
  }
  const list = (token) =>
    spawnSync("bash", [join(DATABASE, "restore"), "list"], { env: { ...process.env, ...google, STORAGE_TOKEN: token }, encoding: "utf8" });
  assert.equal(list("operator").stdout, "chat-20261120T063000Z.dump\nchat-20261121T063000Z.dump\n");
  const refused = list("machine");
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /403/);
});

test("a restore is tried beside the database in use, which goes on", { skip }, () => {
  const tried = spawnSync("bash", [join(DATABASE, "restore"), "latest"], { env: { ...env, DB_AS: "chat_trial" }, encoding: "utf8" });
  assert.equal(tried.status, 0, tried.stderr);
  assert.equal(psql("chat_trial", "SELECT text FROM messages"), "kept");
  assert.equal(messages(), "kept, said later");
  assert.doesNotMatch(psql("postgres", "SELECT string_agg(datname, ' ') FROM pg_database"), /chat_before/);
});

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
