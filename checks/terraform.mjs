// Terraform run offline: on a copy, with a stand-in for Google's provider that has its true schema.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { schemaOf } from "./provider-schema.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const STUB = fileURLToPath(new URL("provider-stub.mjs", import.meta.url));
const LEFT_BEHIND = /(^|\/)(\.terraform|[^/]*\.tfstate[^/]*|\.terraform\.lock\.hcl|[^/]*\.tfvars)$/;

const PLAIN = { init: ["-no-color"], validate: ["-no-color"], test: ["-no-color"], fmt: ["-no-color"] };

export const terraformIsHere = !spawnSync("terraform", ["version"]).error;

/** A copy of everything that Terraform reads, and a provider; `end` removes both. */
export async function workplace() {
  const folder = mkdtempSync(join(tmpdir(), "terraform-"));
  for (const each of ["terraform", "database"]) {
    cpSync(join(ROOT, each), join(folder, each), { recursive: true, filter: (name) => !LEFT_BEHIND.test(name) });
  }
  const provider = await startProvider(folder);
  const environment = {
    ...process.env,
    ...provider.environment,
    TF_CLI_CONFIG_FILE: join(folder, "terraformrc"),
    TF_IN_AUTOMATION: "1",
    CHECKPOINT_DISABLE: "1",
  };
  writeFileSync(environment.TF_CLI_CONFIG_FILE, "");
  const path = (name) => join(folder, "terraform", name);
  return {
    path,
    /** @returns { status, text } */
    run(args, { root = ".", input } = {}) {
      const options = { cwd: path(root), encoding: "utf8", env: environment, input };
      const { status, stdout, stderr } = spawnSync("terraform", [...args, ...(PLAIN[args[0]] ?? [])], options);
      return { status, text: stdout + stderr };
    },
    end() {
      provider.end();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startProvider(folder) {
  const schema = join(folder, "schema.json");
  const socket = join(folder, "provider");
  writeFileSync(schema, JSON.stringify(schemas(join(folder, "terraform"))));
  const child = spawn(process.execPath, [STUB, schema, socket], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const attached = {
    "registry.terraform.io/hashicorp/google": {
      Protocol: "grpc",
      ProtocolVersion: 5,
      Pid: child.pid,
      Test: true,
      Addr: { Network: "unix", String: socket },
    },
  };
  return { environment: { TF_REATTACH_PROVIDERS: JSON.stringify(attached) }, end: () => child.stdin.end() };
}

/** The schemas of everything that the configuration names. */
function schemas(folder) {
  const found = { provider: schemaOf("provider", "google"), resource: {}, data: {} };
  for (const name of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".tf"))) {
    const named = readFileSync(join(folder, name), "utf8").matchAll(/^(resource|data) "(google_\w+)"/gm);
    for (const [, kind, type] of named) {
      const schema = schemaOf(kind, type);
      if (schema) found[kind][type] = schema;
    }
  }
  return found;
}
