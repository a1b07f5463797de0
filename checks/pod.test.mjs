// The image runs as the manifests say: with their user, their read-only root, their files of secrets and their
// bound of memory, and it answers where their probes ask.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { kustomize, render } from "./kustomize.mjs";

const IMAGE = process.env.CHAT_IMAGE;
const DATABASE = "docker.io/library/postgres:18-trixie";

const podman = (...args) => spawnSync("podman", args, { encoding: "utf8" });
const has = (image) => podman("image", "exists", image).status === 0;
const skip = !kustomize
  ? "skipped: neither kustomize nor kubectl is here"
  : podman("version").error
    ? "skipped: podman is not here"
    : !IMAGE
      ? "skipped: CHAT_IMAGE names no image; script/verify-container builds one"
      : ![IMAGE, DATABASE].every(has)
        ? `skipped: ${IMAGE} or ${DATABASE} is not here`
        : false;

test("the chat's pod runs as the manifests say", { skip, timeout: 180_000 }, async (t) => {
  const objects = render(fileURLToPath(new URL("../manifests/overlays/local", import.meta.url)));
  const the = (kind) => objects.find((object) => object.kind === kind && object.metadata.name.startsWith("chat"));
  const pod = the("Deployment").spec.template.spec;
  const [container] = pod.containers;
  const port = (name) => container.ports.find((each) => each.name === name).containerPort;

  const id = `chatpod${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), "pod-"));
  t.after(() => {
    podman("rm", "--force", "--time=1", `${id}-chat`, `${id}-database`);
    podman("network", "rm", "--force", id);
    rmSync(folder, { recursive: true });
  });
  const run = (...args) => {
    const { status, stderr } = podman("run", "--detach", `--network=${id}`, "--pull=never", ...args);
    assert.equal(status, 0, stderr);
  };

  // The volume of secrets, with the modes that the kubelet gives it.
  const secrets = join(folder, "secrets");
  mkdirSync(secrets);
  for (const [name, value] of Object.entries(the("Secret").data)) {
    const file = join(secrets, name);
    writeFileSync(file, Buffer.from(value, "base64"));
    chownSync(file, 0, pod.securityContext.fsGroup);
    chmodSync(file, pod.volumes.find(({ secret }) => secret).secret.defaultMode);
  }
  chmodSync(folder, 0o755);

  assert.equal(podman("network", "create", id).status, 0);
  const password = Buffer.from(the("Secret").data.CHAT_DB_PASSWORD, "base64").toString();
  run(`--name=${id}-database`, "--network-alias=database",
    "--env=POSTGRES_USER=chat", "--env=POSTGRES_DB=chat", `--env=POSTGRES_PASSWORD=${password}`, DATABASE);
  const { runAsUser, runAsGroup, fsGroup } = pod.securityContext;
  const mounts = container.volumeMounts.map(({ name, mountPath }) =>
    pod.volumes.find((volume) => volume.name === name).secret ? `--volume=${secrets}:${mountPath}:ro` : `--tmpfs=${mountPath}`,
  );
  run(`--name=${id}-chat`, `--user=${runAsUser}:${runAsGroup}`, `--group-add=${fsGroup}`, "--read-only", "--read-only-tmpfs=false",
    ...container.securityContext.capabilities.drop.map((name) => `--cap-drop=${name}`), "--security-opt=no-new-privileges",
    `--memory=${container.resources.limits.memory.replace("Mi", "m")}`,
    ...Object.entries(the("ConfigMap").data).map(([name, value]) => `--env=${name}=${value}`),
    ...container.env.map(({ name, value }) => `--env=${name}=${value}`),
    ...mounts, IMAGE);

  const [{ NetworkSettings }] = JSON.parse(podman("inspect", `${id}-chat`).stdout);
  const address = NetworkSettings.Networks[id].IPAddress;
  const get = (at, path) =>
    fetch(`http://${address}:${at}${path}`, { signal: AbortSignal.timeout(5_000) }).then(({ status }) => status, () => 0);
  const log = () => podman("logs", `${id}-chat`).stderr + podman("logs", `${id}-chat`).stdout;

  const { periodSeconds, failureThreshold } = container.startupProbe;
  const begin = Date.now();
  for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
    const { path, port: name } = container[probe].httpGet;
    while ((await get(port(name), path)) !== 200) {
      assert.ok(Date.now() - begin < periodSeconds * failureThreshold * 1_000, `${probe} never went well\n${log()}`);
      await sleep(500);
    }
  }
  t.diagnostic(`ready after ${((Date.now() - begin) / 1_000).toFixed(1)} s`);

  // Readers' port has the room, and neither health nor figures.
  assert.equal(await get(port("http"), "/room/post-1"), 200);
  for (const path of ["/metrics", "/health/ready"]) {
    assert.equal(await get(port("http"), path), 404, path);
    assert.equal(await get(port("operations"), path), 200, path);
  }
  // No secret in the environment.
  const environment = podman("exec", `${id}-chat`, "cat", "/proc/1/environ").stdout;
  assert.match(environment, /VARIABLE_SOURCE_DIRS=/);
  assert.ok(!environment.includes(password) && !/CHAT_SECRET|PASSWORD=/.test(environment), environment);
  // Nothing can be written but where a volume is.
  const writable = podman("exec", `${id}-chat`, "sh", "-c", "for d in / /opt /config /opt/ol /home /var; do touch $d/x 2>/dev/null && echo $d; done; touch /tmp/x");
  assert.equal(writable.stdout, "");
  assert.equal(writable.status, 0);

  const stopping = Date.now();
  podman("kill", "--signal=TERM", `${id}-chat`);
  podman("wait", `${id}-chat`);
  const took = (Date.now() - stopping) / 1_000;
  const grace = pod.terminationGracePeriodSeconds - container.lifecycle.preStop.sleep.seconds;
  assert.ok(took < grace, `it took ${took} s to stop, and has ${grace} s`);
  t.diagnostic(`stopped in ${took.toFixed(1)} s of ${grace} s`);
});
