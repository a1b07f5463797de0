// The database's machine makes a file system on a new disk alone, and never lets PostgreSQL begin beside its data.
// Real disks of 16 MiB, so it wants root and loop devices.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../terraform/database/mount-data", import.meta.url));
const run = (program, ...args) => spawnSync(program, args, { encoding: "utf8" });
const programs = ["losetup", "mount", "mountpoint", "mkfs.ext4", "fsck.ext4"];
const skip =
  process.getuid?.() !== 0 || programs.some((name) => run("which", name).status !== 0) || run("losetup", "--find").status !== 0
    ? "skipped: it wants root, loop devices and ext4's programs"
    : false;

/** @returns a disk of zeros, a folder for it, and what mounts the one at the other */
function machine(t) {
  const work = mkdtempSync(join(tmpdir(), "disk-"));
  const folder = join(work, "data");
  writeFileSync(join(work, "image"), "");
  truncateSync(join(work, "image"), 16 << 20);
  const disk = execFileSync("losetup", ["--find", "--show", join(work, "image")], { encoding: "utf8" }).trim();
  const unmount = () => run("umount", folder);
  t.after(() => {
    unmount();
    run("losetup", "--detach", disk);
    rmSync(work, { recursive: true });
  });
  return { disk, folder, unmount, mount: () => run("sh", SCRIPT, disk, folder), mounted: () => run("mountpoint", "-q", folder).status === 0 };
}

const overwrite = (disk, megabytes, bytes) =>
  execFileSync("dd", [`of=${disk}`, "bs=1M", `seek=${megabytes}`, "conv=notrunc", "status=none"], { input: bytes });

test("a new disk gets its file system, and keeps what is on it", { skip }, (t) => {
  const { folder, mount, unmount, mounted } = machine(t);
  const first = mount();
  assert.equal(first.status, 0, first.stderr);
  assert.ok(mounted());
  writeFileSync(join(folder, "postgresql/PG_VERSION"), "18\n");
  assert.equal(mount().status, 0, "mounted already");
  unmount();
  assert.equal(mount().status, 0, "after a restart of the machine");
  assert.ok(existsSync(join(folder, "postgresql/PG_VERSION")));
});

test("a disk whose file system is damaged is neither made anew nor passed over", { skip }, (t) => {
  const { disk, folder, mount, unmount, mounted } = machine(t);
  assert.equal(mount().status, 0);
  writeFileSync(join(folder, "postgresql/PG_VERSION"), "18\n");
  unmount();
  overwrite(disk, 0, Buffer.concat([Buffer.alloc(4096), Buffer.from("garbage")]));
  assert.notEqual(run("blkid", disk).status, 0, "nobody knows it any more");
  const { status, stderr } = mount();
  assert.notEqual(status, 0);
  assert.match(stderr, /does not start: fsck\.ext4 -p ended with \d+/);
  assert.ok(!mounted() && !existsSync(join(folder, "postgresql")));
});

test("a disk that is not there is said so", { skip }, (t) => {
  const { folder } = machine(t);
  mkdirSync(folder);
  const { status, stderr } = run("sh", SCRIPT, "/dev/disk/by-id/google-data", folder);
  assert.notEqual(status, 0);
  assert.match(stderr, /there is no \/dev\/disk\/by-id\/google-data/);
  assert.ok(!existsSync(join(folder, "postgresql")));
});
