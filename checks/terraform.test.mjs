// Terraform's configuration is right against the true schema of Google's provider, keeps what its own tests ask,
// agrees with the manifests, and every kind of mistake made on purpose is found.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { kustomize, render } from "./kustomize.mjs";
import { terraformIsHere, workplace } from "./terraform.mjs";

const TERRAFORM = fileURLToPath(new URL("../terraform/", import.meta.url));
const MANIFESTS = fileURLToPath(new URL("../manifests/", import.meta.url));
const ROOTS = [".", "bootstrap"];
const skip = terraformIsHere ? false : "skipped: terraform is not here";

let place;
before(async () => {
  if (!terraformIsHere) return;
  place = await workplace();
  for (const root of ROOTS) succeeds(place.run(["init", "-backend=false"], { root }));
});
after(() => place?.end());

const succeeds = ({ status, text }) => assert.equal(status, 0, text);

test("every file is formatted", { skip }, () => succeeds(place.run(["fmt", "-check", "-diff", "-recursive"])));

for (const root of ROOTS) {
  test(`terraform/${root} is valid`, { skip }, () => succeeds(place.run(["validate"], { root })));
  test(`terraform/${root} keeps what its tests ask`, { skip }, () => succeeds(place.run(["test"], { root })));
}

/** A mistake: in which file, what becomes what, which command must fail, and what must be said. */
const MISTAKES = [
  ["network.tf", "auto_create_subnetworks = false", "auto_create_subnets = false", "validate", /"auto_create_subnets" is not expected/],
  ["network.tf", '"google_compute_router_nat" "chat"', '"google_compute_nat_router" "chat"', "validate", /google_compute_nat_router/],
  ["network.tf", "  network       = google_compute_network.chat.id\n  region ", "  region ", "validate", /"network" is required/],
  ["secrets.tf", /replication \{[^]*?\n  \}\n/, "", "validate", /replication/],
  ["cluster.tf", "initial_node_count       = 1", "initial_node_count       = [1]", "validate", /number required/],
  ["outputs.tf", "google_storage_bucket.backup.url", "google_storage_bucket.backup.uri", "validate", /no argument, nested block, or exported attribute named "uri"/],
  ["firewall.tf", 'direction     = "INGRESS"', 'direction     = "INGRES"', "validate", /direction cannot be "INGRES"/],
  ["cluster.tf", "release_channel {", "release_chanel {", "validate", /release_chanel/],
  ["backup.tf", 'action {\n      type = "Delete"', 'action {\n      typ = "Delete"', "validate", /"typ" is not expected|"type" is required/],
  ["variables.tf", "condition     = var.budget >= 1", "condition     = var.bugdet >= 1", "validate", /bugdet/],
  ["network.tf", "  name          =", " name =", "fmt", /name/],
  ["firewall.tf", 'ports    = ["80", "443"]', 'ports    = ["80", "443", "22"]', "test", /and no other/],
  ["firewall.tf", "source_ranges = [local.pod_range, local.node_range]", 'source_ranges = ["0.0.0.0/0"]', "test", /not for the internet/],
  ["database.tf", 'machine_type = "e2-micro"', 'machine_type = "e2-small"', "test", /Only an e2-micro is free/],
  ["database.tf", "      size  = 10", "      size  = 20", "test", /30 GB of disks are free/],
  ["cluster.tf", "location = var.zone", "location = var.region", "test", /zonal cluster/],
  ["registry.tf", '"released"', '"release"', "test", /The manifests name it by its digest/],
  ["variables.tf", '["us-west1", "us-central1", "us-east1"], var.region', '["us-west1", "us-central1", "us-east1", "asia-northeast3"], var.region', "test", /a_region_that_is_not_free"\.\.\. fail/],
  ["variables.tf", "<= 30 + var.paid_disk_gb", "<= 300 + var.paid_disk_gb", "test", /disks_that_exceed_the_pool"\.\.\. fail/],
  ["backup.tf", "      age = var.backup_days\n", "      num_newer_versions = 1\n", "test", /Dumps go by their age/],
  ["database.tf", 'google-monitoring-enabled = "true"', 'google-monitoring-enabled = "false"', "test", /tells how full its disks are/],
  ["alarm.tf", "0.8 * var.database_disk_gb", "0.8 * 7", "test", /however large it is/],
  ["bootstrap/main.tf", /  attribute_condition .*\n/, "", "test", /every repository of GitHub could come in/],
  ["bootstrap/main.tf", '"attribute.run/push:', '"attribute.run/pull_request:', "test", /Only image.yml of main publishes/],
  ["bootstrap/main.tf", '"roles/artifactregistry.writer"', '"roles/editor"', "test", /No workflow owns the project/],
  ["bootstrap/main.tf", 'public_access_prevention    = "enforced"', 'public_access_prevention    = "inherited"', "test", /and is not public/],
];

test("each planted mistake is found", { skip }, () => {
  for (const [name, from, to, command, expected] of MISTAKES) {
    const right = readFileSync(place.path(name), "utf8");
    const wrong = right.replace(from, to);
    assert.notEqual(wrong, right, `${name} has no ${from}`);
    writeFileSync(place.path(name), wrong);
    const root = dirname(name);
    const args = { validate: ["validate"], fmt: ["fmt", "-check", "-diff"], test: ["test", `-filter=tests/${testOf(root, expected)}`] };
    const { status, text } = place.run(args[command], { root });
    writeFileSync(place.path(name), right);
    assert.notEqual(status, 0, `${name}: ${to} passed`);
    assert.match(text.replaceAll(/\s*\n[│ ]*/g, " "), expected);
  }
});

const testOf = (root, expected) =>
  readdirSync(join(TERRAFORM, root, "tests")).find((name) => {
    const words = expected.source.replace(/"?\\.*/, "");
    return readFileSync(join(TERRAFORM, root, "tests", name), "utf8").includes(words);
  });

for (const [root, names] of [
  [".", ["project", "host", "billing_account", "alert_email"]],
  ["bootstrap", ["project", "github_repository", "github_repository_id"]],
]) {
  test(`a variable of terraform/${root} that is missing is named at the plan`, { skip }, () => {
    if (root === ".") {
      // The state's bucket is not asked.
      writeFileSync(place.path("backend_override.tf"), 'terraform {\n  backend "local" {}\n}\n');
      succeeds(place.run(["init", "-reconfigure"]));
    }
    const { status, text } = place.run(["plan", "-input=false", "-no-color"], { root });
    assert.notEqual(status, 0);
    const said = text.replaceAll(/\s*\n[│ ]*/g, " ");
    assert.deepEqual([...new Set([...said.matchAll(/variable "(\w+)" is not set, and has no default value/g)].map(([, name]) => name))].sort(), names.sort());
  });
}

/** What makes, reads or takes a secret's value: Terraform would write it down. */
const SECRET_IN_STATE =
  /google_secret_manager_secret_version|\brandom_(password|bytes|string|id)\b|\btls_private_key\b|google_service_account_key|google_storage_hmac_key|(?<!-)(password|secret_data)\s*=/;

test("no secret can come into the state", () => {
  for (const wrong of [
    'resource "google_secret_manager_secret_version" "chat" {',
    'data "google_secret_manager_secret_version" "chat" {',
    'resource "random_password" "database" {',
    'resource "google_service_account_key" "github" {',
    '  password = var.password',
  ]) {
    assert.match(wrong, SECRET_IN_STATE);
  }
  for (const name of readdirSync(TERRAFORM, { recursive: true }).filter((name) => name.endsWith(".tf"))) {
    const text = readFileSync(TERRAFORM + name, "utf8");
    assert.doesNotMatch(text, SECRET_IN_STATE, name);
  }
});

test("Terraform and the manifests mean the same", { skip: kustomize ? false : "skipped: neither kustomize nor kubectl is here" }, () => {
  const read = (name) => readFileSync(TERRAFORM + name, "utf8");
  const local = (name) => new RegExp(`\\b${name}\\s*= "([^"]*)"`).exec(read("network.tf"))[1];
  const site = (name) => new RegExp(`^${name}\\s*= "([^"]*)"`, "m").exec(read("site.auto.tfvars"))[1];
  const objects = render(`${MANIFESTS}overlays/gke`);
  const settings = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("chat-")).data;
  const deployment = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "chat");
  const secrets = parse(objects.find(({ kind }) => kind === "SecretProviderClass").spec.parameters.secrets);

  assert.equal(settings.CHAT_OWN_ORIGINS, `https://${site("host")}`);
  assert.equal(settings.CHAT_TRUSTED_PROXIES, local("pod_range"));
  assert.equal(settings.CHAT_DB_URL, `jdbc:postgresql://${local("database_ip")}/chat`);
  const region = /variable "region"[^}]*default\s*= "([^"]*)"/.exec(read("variables.tf"))[1];
  const image = `${region}-docker.pkg.dev/${site("project")}/chat/realtime-chat@`;
  assert.ok(deployment.spec.template.spec.containers[0].image.startsWith(image));
  for (const { resourceName } of secrets) {
    const [, project, , secret] = resourceName.split("/");
    assert.equal(project, site("project"));
    assert.ok(read("secrets.tf").includes(`"${secret}"`), secret);
  }
  const { namespace } = deployment.metadata;
  assert.ok(read("secrets.tf").includes(`/${namespace}/sa/${deployment.spec.template.spec.serviceAccountName}"`));
});

test("a pull request's plan knows every value that the operator's knows", () => {
  const names = (text) => [...text.matchAll(/^(\w+)\s*=/gm)].map(([, name]) => name);
  const read = (name) => readFileSync(join(TERRAFORM, name), "utf8");
  const own = names(read("terraform.tfvars.example"));
  const passed = [...read("../.github/workflows/terraform.yml").matchAll(/TF_VAR_(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(passed.sort(), own.sort());
  const needed = [...read("variables.tf").matchAll(/variable "(\w+)" \{([^]*?)\n\}/g)]
    .filter(([, , body]) => !/^  default /m.test(body))
    .map(([, name]) => name);
  assert.deepEqual(needed.filter((name) => ![...own, ...names(read("site.auto.tfvars"))].includes(name)), []);
  assert.equal(spawnSync("git", ["check-ignore", "site.auto.tfvars"], { cwd: TERRAFORM }).status, 1, "it is in Git");
});

test("the database's machine gets exactly our scripts and units", { skip }, () => {
  const config = cloudInit();
  assert.deepEqual(Object.keys(config), ["write_files", "runcmd"]);
  for (const file of config.write_files) {
    assert.deepEqual(Object.keys(file).filter((key) => !["path", "permissions", "encoding", "content"].includes(key)), []);
    assert.match(file.permissions, /^0[0-7]{3}$/);
  }
  const written = Object.fromEntries(
    config.write_files.map(({ path, encoding, content }) => [path, encoding ? Buffer.from(content, encoding.replace("b64", "base64")).toString() : content]),
  );
  for (const name of ["backup", "restore"]) {
    assert.equal(written[`/var/lib/database/${name}`], readFileSync(join(TERRAFORM, "../database", name), "utf8"));
  }
  // Each file that a unit or another file starts is there, and so is each variable of a unit.
  const units = Object.entries(written).filter(([path]) => path.startsWith("/etc/systemd/system/"));
  assert.equal(units.length, 3);
  const environment = written["/var/lib/database/environment"];
  for (const [path, text] of units) {
    for (const [script] of text.matchAll(/\/var\/lib\/database\/[\w-]+/g)) assert.ok(script in written, `${path}: ${script}`);
    for (const [, name] of text.matchAll(/\$\{(\w+)\}/g)) assert.match(environment, new RegExp(`^${name}=.`, "m"), path);
    for (const [, name] of text.matchAll(/^Unit=(.*)$/gm)) assert.ok(`/etc/systemd/system/${name}` in written, name);
  }
  // … and what the operator is told to type there.
  const told = ["operations", "deploy"].map((name) => readFileSync(join(TERRAFORM, `../docs/${name}.md`), "utf8")).join();
  const named = [...told.matchAll(/\/var\/lib\/database\/[\w-]+/g)].map(([path]) => path);
  assert.ok(named.length >= 2);
  for (const path of named) assert.ok(path in written, `the handbook names ${path}`);
  for (const [, unit] of told.matchAll(/systemctl (?:start|status|restart) ([\w-]+)/g)) {
    assert.ok(`/etc/systemd/system/${unit}.service` in written, `the handbook names ${unit}`);
  }
  for (const name of config.runcmd.flat().filter((word) => /\.(service|timer)$/.test(word))) {
    assert.ok(`/etc/systemd/system/${name}` in written, name);
  }
});

/** The template as Terraform itself fills it: the call stands in database.tf, only its values are made up. */
function cloudInit() {
  const call = /templatefile\([^]*?\n  \}\)/.exec(readFileSync(join(TERRAFORM, "database.tf"), "utf8"))[0];
  const expression = call
    .replaceAll("${path.module}", "${path.module}/..")
    .replaceAll("google_storage_bucket.backup.name", '"bucket"')
    .replaceAll(/\$\{google_\S+?\}/g, "docker-hub")
    .replaceAll(/\$\{var\.\w+\}/g, "made-up")
    .replaceAll(/\bvar\.\w+/g, '"made-up"');
  mkdirSync(place.path("rendered"));
  writeFileSync(
    place.path("rendered/main.tf"),
    `locals {\n  registry = "registry"\n  database_files = "\${path.module}/../database"\n}\noutput "text" {\n  value = ${expression}\n}\n`,
  );
  succeeds(place.run(["apply", "-auto-approve"], { root: "rendered" }));
  return parse(place.run(["output", "-raw", "text"], { root: "rendered" }).text);
}

test("the password comes from Secret Manager into a file, or a sentence says why not", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "password-"));
  t.after(() => rmSync(folder, { recursive: true }));
  let secret;
  const server = createServer((request, response) => {
    if (request.headers["metadata-flavor"] === "Google") {
      response.end('{"access_token":"a.token","expires_in":3599,"token_type":"Bearer"}');
    } else if (request.headers.authorization === "Bearer a.token" && request.url.startsWith("/v1/projects/some-project/secrets/chat-database-password/versions/latest:access") && secret) {
      response.end(JSON.stringify({ name: "x", payload: { data: Buffer.from(secret).toString("base64"), dataCrc32c: "1" } }, null, 2));
    } else {
      response.statusCode = 404;
      response.end(JSON.stringify({ error: { code: 404, message: "Secret not found." } }, null, 2));
    }
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const address = `http://127.0.0.1:${server.address().port}`;
  const run = async () => {
    const env = { ...process.env, PROJECT: "some-project", METADATA: address, SECRETS: address };
    const child = spawn("sh", [join(TERRAFORM, "database/fetch-password"), join(folder, "password")], { env });
    let said = "";
    child.stderr.on("data", (data) => (said += data));
    const [status] = await once(child, "close");
    return { status, said };
  };

  const without = await run();
  assert.notEqual(without.status, 0);
  assert.match(without.said, /put one into Secret Manager/);
  assert.match(without.said, /Secret not found/);

  secret = "p\\a ss'\"$word";
  const found = await run();
  assert.equal(found.status, 0, found.said);
  assert.equal(readFileSync(join(folder, "password"), "utf8"), secret);
  assert.equal(statSync(join(folder, "password")).mode & 0o777, 0o600);
});
