// What Kustomize makes of the manifests is right by schema and by our own rules, and the checks are
// worth something: each finds a mistake that is made on purpose.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { kustomize, render } from "./kustomize.mjs";
import { projectComplaints, rules } from "./rules.mjs";
import { schemaComplaints } from "./schema.mjs";

const MANIFESTS = fileURLToPath(new URL("../manifests/", import.meta.url));
const OVERLAYS = readdirSync(`${MANIFESTS}overlays`);
const skip = kustomize ? false : "skipped: neither kustomize nor kubectl is here";

const rendered = {};
const copyOf = (folder) => structuredClone((rendered[folder] ??= render(MANIFESTS + folder)));

async function complaints(objects) {
  const bySchema = await Promise.all(objects.map(schemaComplaints));
  return [...bySchema.flat(), ...Object.values(rules).flatMap((rule) => rule(objects))];
}

for (const overlay of OVERLAYS) {
  test(`the overlay ${overlay} is right`, { skip }, async () => {
    const objects = copyOf(`overlays/${overlay}`);
    assert.ok(objects.length > 10);
    assert.deepEqual((await complaints(objects)).filter((complaint) => !isOpen(overlay, complaint)), []);
  });
}

/** Only what Argo CD runs has to know the load balancer's address; anywhere else a chat without it refuses to start. */
const isOpen = (overlay, complaint) =>
  /CHAT_TRUSTED_PROXIES: unset /.test(complaint) && argocd()[1].spec.source.path !== `manifests/overlays/${overlay}`;

test("a component that is in no overlay is right, too", { skip }, async (t) => {
  const used = OVERLAYS.map((name) => readFileSync(`${MANIFESTS}overlays/${name}/kustomization.yaml`, "utf8")).join();
  const spare = readdirSync(`${MANIFESTS}components`).filter((name) => !used.includes(`components/${name}\n`));
  assert.ok(spare.length);
  for (const name of spare) {
    const folder = mkdtempSync(join(tmpdir(), "component-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const at = (path) => JSON.stringify(relative(realpathSync(folder), MANIFESTS + path));
    const overlay = `resources: [${at("overlays/local")}]\ncomponents: [${at(`components/${name}`)}]\n`;
    writeFileSync(join(folder, "kustomization.yaml"), overlay);
    assert.deepEqual(await complaints(render(folder)), []);
  }
});

test("Argo CD's objects are right, and allow what their overlay holds", { skip }, async () => {
  const [project, application] = argocd();
  assert.deepEqual((await Promise.all([project, application].map(schemaComplaints))).flat(), []);
  assert.deepEqual(projectComplaints(project, application, copyOf(application.spec.source.path.replace("manifests/", ""))), []);
});

test("what the overlay gke asks for fits on an e2-small", { skip }, () => {
  const FREE = 700; // MiB of 2048, after the node's system and Kubernetes' own pods
  const requests = copyOf("overlays/gke")
    .filter(({ kind }) => kind === "Deployment")
    .flatMap(({ spec }) => spec.template.spec.containers)
    .map(({ resources }) => Number(/^(\d+)Mi$/.exec(resources.requests.memory)[1]));
  assert.ok(requests.reduce((sum, each) => sum + each) <= FREE, requests.join(" + "));
});

test("what the operator is told to type names what there is", { skip }, () => {
  const told = ["operations", "deploy"].map((name) => readFileSync(`${MANIFESTS}../docs/${name}.md`, "utf8")).join();
  const objects = [...copyOf("overlays/gke"), ...copyOf("argocd")];
  const named = [...told.matchAll(/kubectl -n (\S+) .*?\b(deployment|service|application)[/ ]([\w-]+)/g)];
  assert.ok(named.length >= 6);
  for (const [command, namespace, kind, name] of named) {
    const found = objects.some(
      (object) => object.kind.toLowerCase() === kind && object.metadata.name === name && object.metadata.namespace === namespace,
    );
    assert.ok(found, command);
  }
});

test("the laptop's PostgreSQL is operated as Compose's", { skip }, () => {
  const [{ image, args }] = copyOf("overlays/local").find(({ kind }) => kind === "StatefulSet").spec.template.spec.containers;
  const { database } = parse(readFileSync(`${MANIFESTS}../docker-compose.yml`, "utf8")).services;
  assert.deepEqual({ image, args }, { image: database.image, args: database.command });
});

test("the host stands in one place", () => {
  const files = readdirSync(MANIFESTS, { recursive: true }).filter((name) => name.endsWith(".yaml"));
  const naming = files.filter((name) => readFileSync(MANIFESTS + name, "utf8").includes("chat.jungyu.store"));
  assert.deepEqual(naming, ["site/kustomization.yaml"]);
});

const argocd = () => {
  const objects = copyOf("argocd");
  return ["AppProject", "Application"].map((kind) => objects.find((object) => object.kind === kind));
};

const the = (objects, kind, name = "chat") =>
  objects.find((object) => object.kind === kind && object.metadata.name.replace(/-\w{10}$/, "") === name);
const pod = (objects, name) => the(objects, "Deployment", name).spec.template.spec;
const chat = (objects) => pod(objects).containers[0];
const cookie = (objects, name, value) =>
  (the(objects, "Service").metadata.annotations[`traefik.ingress.kubernetes.io/service.sticky.cookie.${name}`] = value);

/** A mistake: in which overlay, what is done, and what must be said of it. */
const MISTAKES = [
  // by schema
  ["gke", (o) => (chat(o).livenessprobe = {}), /unknown field .*\/livenessprobe/],
  ["gke", (o) => (chat(o).livenessProbe.periodSecond = 5), /unknown field .*\/periodSecond/],
  ["gke", (o) => (the(o, "Deployment").spec.replicas = "1"), /replicas must be integer/],
  ["gke", (o) => (pod(o).securityContext.runAsNonRoot = "yes"), /runAsNonRoot must be boolean/],
  ["gke", (o) => (chat(o).ports[0].containerPort = "http"), /containerPort must be integer/],
  ["gke", (o) => (chat(o).resources.limits.memory = "768MB"), /memory/],
  ["gke", (o) => delete the(o, "Ingress").spec.rules[0].http.paths[0].pathType, /pathType/],
  ["gke", (o) => (the(o, "PodDisruptionBudget").apiVersion = "policy/v1beta2"), /nothing is known of policy\/v1beta2/],
  ["gke", (o) => (the(o, "NetworkPolicy").spec.podSelectors = {}), /unknown field \/spec\/podSelectors/],
  ["gke", (o) => (the(o, "SecretProviderClass").spec.parameter = {}), /unknown field \/spec\/parameter/],
  ["gke", (o) => (the(o, "SecretProviderClass").spec.parameters.secrets = "- path: X"), /names no version/],
  ["gke-lb", (o) => (the(o, "GCPBackendPolicy").spec.default.timeoutSecs = 1), /unknown field .*timeoutSecs/],
  ["gke-lb", (o) => (the(o, "GCPBackendPolicy").spec.default.sessionAffinity.type = "COOKIE"), /sessionAffinity/],
  ["gke-lb", (o) => (the(o, "HealthCheckPolicy").spec.default.config.type = "HTPP"), /config\/type/],
  ["gke-lb", (o) => (the(o, "HTTPRoute").spec.rules[0].matches[0].path.type = "Prefix"), /path\/type/],
  ["gke-lb", (o) => (the(o, "Gateway", "edge").spec.listener = []), /unknown field \/spec\/listener/],
  // by our rules
  ["gke", (o) => delete pod(o).securityContext.runAsNonRoot, /lacks runAsNonRoot/],
  ["gke", (o) => delete pod(o).securityContext.seccompProfile, /lacks seccompProfile/],
  ["gke", (o) => delete chat(o).securityContext.readOnlyRootFilesystem, /lacks readOnlyRootFilesystem/],
  ["gke", (o) => (chat(o).securityContext.capabilities = { drop: ["NET_RAW"] }), /lacks capabilities/],
  ["gke", (o) => (pod(o).hostNetwork = true), /hostNetwork is set/],
  ["gke", (o) => (chat(o).ports[0].hostPort = 9080), /its namespace enforces restricted/],
  ["gke", (o) => delete the(o, "Namespace").metadata.labels, /its namespace enforces nothing/],
  ["gke", (o) => delete pod(o, "traefik").containers[0].startupProbe, /traefik has no startupProbe/],
  ["gke", (o) => (chat(o).livenessProbe.httpGet.path = "/health/ready"), /does not ask \/health\/live/],
  ["gke", (o) => (chat(o).readinessProbe.httpGet.port = "htttp"), /asks a port htttp/],
  ["gke", (o) => delete chat(o).resources.limits.memory, /no limits.memory/],
  ["gke", (o) => (chat(o).image = "r/realtime-chat:latest"), /no fixed image/],
  ["gke", (o) => (pod(o, "traefik").containers[0].image = "traefik:latest"), /no fixed image/],
  ["gke", (o) => (pod(o).serviceAccountName = "chatt"), /no ServiceAccount chatt/],
  ["gke", (o) => (chat(o).envFrom[0].configMapRef.name = "chat"), /no ConfigMap chat/],
  ["gke", (o) => (chat(o).volumeMounts[0].name = "secret"), /mounts no volume secret/],
  ["gke", (o) => (the(o, "Service").spec.selector["app.kubernetes.io/name"] = "char"), /selects no pod/],
  ["gke", (o) => (the(o, "Service").spec.ports[0].targetPort = "web"), /no pod has the port web/],
  ["gke", (o) => (the(o, "PodDisruptionBudget").spec.selector.matchLabels = { app: "chat" }), /selects no pod/],
  ["gke", (o) => (the(o, "Ingress").spec.rules[0].http.paths[0].backend.service.port.name = "web"), /has no port web/],
  ["gke-lb", (o) => (the(o, "HTTPRoute").spec.parentRefs[0].sectionName = "tls"), /no listener tls/],
  ["gke", (o) => (the(o, "ConfigMap").data.CHAT_OWN_ORIGIN = "x"), /CHAT_OWN_ORIGIN is no setting/],
  ["gke", (o) => (the(o, "Ingress").spec.rules[0].host = "chat.example.org"), /not the chat's own origin/],
  ["gke", (o) => (pod(o).terminationGracePeriodSeconds = 30), /killed after 30 s/],
  ["gke", (o) => (the(o, "ConfigMap").data.CHAT_DRAIN_WITHIN = "PT20S"), /may need 55 s/],
  ["gke", (o) => delete chat(o).lifecycle, /no pause/],
  ["gke", (o) => (the(o, "Deployment").spec.replicas = 2), /2 replicas/],
  ["gke", (o) => delete the(o, "Deployment").spec.strategy, /side by side/],
  ["gke", (o) => o.splice(o.indexOf(the(o, "NetworkPolicy", "nobody")), 1), /nothing closes the network/],
  ["gke", (o) => (the(o, "ConfigMap").data.CHAT_DB_PASSWORD = "x"), /no place for a secret/],
  ["gke", (o) => chat(o).env.push({ name: "CHAT_SECRET", value: "x" }), /secret in the environment/],
  ["gke", (o) => (the(o, "ConfigMap").data["chat.operator-key"] = "x"), /operator-key is no place for a secret/],
  ["gke", (o) => chat(o).env.push({ name: "CHAT_OPERATOR_KEY", value: "x" }), /secret in the environment/],
  ["gke", (o) => (the(o, "SecretProviderClass").spec.parameters.secrets += '\n- resourceName: projects/p/secrets/s/versions/1\n  path: chat.operators-key'), /CHAT_OPERATORS_KEY is no setting/],
  ["gke-lb", (o) => (the(o, "ConfigMap").data.CHAT_TRUSTED_PROXIES = "35.191.0.0/16,203.0.113.10"), /203\.0\.113\.10 is no proxy/],
  ["gke-lb", (o) => (the(o, "ConfigMap").data.CHAT_TRUSTED_PROXIES = "35.191.0.0/16,unset"), /unset is no proxy/],
  ["gke", (o) => o.push({ apiVersion: "v1", kind: "Secret", metadata: { name: "x" } }), /stands in Git/],
  ["gke", (o) => (the(o, "Service").metadata.annotations = {}), /no sticky sessions/],
  ["gke", (o) => cookie(o, "samesite", "lax"), /of no use in a foreign page/],
  ["gke", (o) => cookie(o, "httponly", "false"), /scripts can read its cookie/],
  ["gke", (o) => cookie(o, "maxage", "86400"), /outlives the browser's session/],
  ["gke", (o) => cookie(o, "name", "chat-node"), /does not tell of the cookie chat-node/],
  ["gke", (o) => (the(o, "Service").spec.ports[0].targetPort = "operations"), /figures are open/],
  ["gke-lb", (o) => delete the(o, "HealthCheckPolicy").spec.default.config.httpHealthCheck.host, /does not know/],
  ["gke-lb", (o) => (the(o, "HealthCheckPolicy").spec.default.config.httpHealthCheck.host = "health:9081"), /httpHealthCheck\/host/],
  ["gke-lb", (o) => delete the(o, "HTTPRoute").spec.rules[0].filters, /does not keep browsers to https/],
  ["gke-lb", (o) => delete the(o, "GCPBackendPolicy").spec.default.timeoutSec, /ends sockets/],
  ["gke-lb", (o) => delete the(o, "GCPBackendPolicy").spec.default.sessionAffinity, /no sticky sessions/],
];

test("each planted mistake is found", { skip }, async () => {
  for (const [overlay, make, expected] of MISTAKES) {
    const objects = copyOf(`overlays/${overlay}`);
    make(objects);
    assert.match((await complaints(objects)).join("\n") || "nothing", expected, String(make));
  }
});

test("the load balancer's address comes from the site", { skip }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(MANIFESTS, folder, { recursive: true });
  const site = join(folder, "site/kustomization.yaml");
  writeFileSync(site, readFileSync(site, "utf8").replace("edge_address=unset", "edge_address=34.120.1.2"));
  const settings = the(render(join(folder, "overlays/gke-lb")), "ConfigMap").data;
  assert.equal(settings.CHAT_TRUSTED_PROXIES, "35.191.0.0/16,130.211.0.0/22,34.120.1.2");
});

test("what Argo CD's project forbids is found", { skip }, () => {
  const [project, application] = argocd();
  const alien = { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "x", namespace: "elsewhere" } };
  assert.deepEqual(projectComplaints(project, application, [alien]), [
    "the project does not allow a CronJob",
    "the project does not allow the namespace elsewhere",
  ]);
});
