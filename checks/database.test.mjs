// Where PostgreSQL crashed, the whole of it is started anew, and never recovers inside of the one that runs: see docs/surprises.md.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const read = (path) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
const OFF = "restart_after_crash=off";

test("Compose starts a crashed PostgreSQL anew", () => {
  const { command, restart } = parse(read("docker-compose.yml")).services.database;
  assert.equal(command?.[command.indexOf(OFF) - 1], "-c", `database: -c ${OFF}`);
  assert.equal(restart, "unless-stopped");
});

test("the database's machine starts a crashed PostgreSQL anew", () => {
  const unit = read("terraform/database/database.service");
  assert.match(unit, new RegExp(`^\\t.*-c ${OFF}$`, "m"));
  assert.match(unit, /^Restart=always$/m);
});
