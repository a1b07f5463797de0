// Also where Terraform is not at hand, its configuration is held against the provider's schema.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { hclComplaints } from "./hcl.mjs";

const TERRAFORM = fileURLToPath(new URL("../terraform/", import.meta.url));

for (const root of [".", "bootstrap"]) {
  test(`terraform/${root} fits the provider's schema`, async () => {
    assert.deepEqual(await hclComplaints(`${TERRAFORM}${root}`), []);
  });
}

const MISTAKES = [
  ["network.tf", "auto_create_subnetworks = false", "auto_create_subnets = false", /auto_create_subnets is not known/],
  ["network.tf", '"google_compute_router_nat" "chat"', '"google_compute_nat_router" "chat"', /no resource google_compute_nat_router/],
  ["network.tf", "  network       = google_compute_network.chat.id\n  region ", "  region ", /network is missing/],
  ["secrets.tf", /replication \{[^]*?\n  \}\n/, "", /replication is missing/],
  ["cluster.tf", "initial_node_count       = 1", "initial_node_count       = [1]", /must be a number/],
  ["outputs.tf", "google_storage_bucket.backup.url", "google_storage_bucket.backup.uri", /has no uri/],
  ["outputs.tf", "google_storage_bucket.backup.url", "google_storage_bucket.dumps.url", /google_storage_bucket.dumps is nowhere/],
  ["firewall.tf", 'direction     = "INGRESS"', 'direction     = "INGRES"', /cannot be "INGRES"/],
  ["backup.tf", "var.backup_days", "var.backup_day", /var.backup_day is nowhere/],
  ["backup.tf", 'action {\n      type = "Delete"', 'action {\n      typ = "Delete"', /action.typ is not known/],
  ["budget.tf", "amount {", "amount", /budget.tf/],
  ["database.tf", 'machine_type = "e2-micro"', 'machine_type = "e2-micro"\n  cpu_platform = "x"', /only Google knows it/],
];

test("each planted mistake is found", async () => {
  for (const [name, from, to, expected] of MISTAKES) {
    let planted = false;
    const change = (text) => {
      planted = text.replace(from, to) !== text;
      return text.replace(from, to);
    };
    const complaints = await hclComplaints(TERRAFORM, { [name]: change });
    assert.ok(planted, `${name} has no ${from}`);
    assert.match(complaints.join("\n") || "nothing", expected);
  }
});
