// Strict validation by the schemas of Kubernetes and of the custom resources in use.
//
// The packages hold validators compiled from the published schemas. Like the schemas they let unknown fields
// pass, and a misspelt field is the commonest mistake of all. But a validator reads exactly the fields it
// knows: so it is shown the object through a proxy that takes note, and what it never read is unknown.
import { parse } from "yaml";
import { named } from "./kustomize.mjs";

const PACKAGES = {
  "argoproj.io": "@kubernetes-models/argo-cd/argoproj.io/",
  "gateway.networking.k8s.io": "@kubernetes-models/gateway-api/gateway.networking.k8s.io/",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/",
  "networking.gke.io": "@kubernetes-models/gke/networking.gke.io/",
};

/** @returns what is wrong with the object, a sentence each */
export async function schemaComplaints(object) {
  const say = (what) => `${named(object)}: ${what}`;
  const { apiVersion = "", kind } = object;
  if (kind === "SecretProviderClass") return secretProviderComplaints(object).map(say);
  const Model = await modelOf(apiVersion, kind);
  if (!Model) return [say(`nothing is known of ${apiVersion} ${kind}`)];

  const read = new Map();
  try {
    Model.prototype.validate.call(noting(object, read));
  } catch (error) {
    if (!error.errors && error.name !== "ValidationError") throw error;
    return [say(error.message)];
  }
  return unread(object, read, "").map((path) => say(`unknown field ${path}`));
}

async function modelOf(apiVersion, kind) {
  const [group, version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const from = PACKAGES[group]
    ? PACKAGES[group] + version
    : `kubernetes-models/${group ? group + "/" : ""}${version}`;
  try {
    // Packages without "exports" need the whole name of the file.
    const models = await import(from).catch(() => import(`${from}/index.js`));
    return (models[kind] ?? models.default?.[kind]) || undefined;
  } catch {
    return undefined;
  }
}

/** The value, with every field that is read put down in `read` (object → its names; "*" where any is known). */
function noting(value, read, proxies = new Map()) {
  if (typeof value !== "object" || value === null) return value;
  if (proxies.has(value)) return proxies.get(value);
  const names = new Set();
  read.set(value, names);
  const proxy = new Proxy(value, {
    get(target, name) {
      names.add(name);
      return noting(target[name], read, proxies);
    },
    // Whoever lists the names takes any: labels, data and the like.
    ownKeys(target) {
      names.add("*");
      return Reflect.ownKeys(target);
    },
  });
  proxies.set(value, proxy);
  return proxy;
}

function unread(value, read, path) {
  if (typeof value !== "object" || value === null) return [];
  const names = read.get(value);
  if (!names) return [];
  return Object.keys(value).flatMap((name) => {
    const here = `${path}/${name}`;
    const known = Array.isArray(value) || names.has("*") || names.has(name);
    return known ? unread(value[name], read, here) : [here];
  });
}

/** No package has this kind's schema, so it is put down here, as far as it is used. */
function secretProviderComplaints({ apiVersion, kind, metadata, spec = {}, ...others }) {
  const complaints = Object.keys(others).map((name) => `unknown field /${name}`);
  if (apiVersion !== "secrets-store.csi.x-k8s.io/v1") complaints.push(`unknown version ${apiVersion}`);
  const { provider, parameters = {}, ...rest } = spec;
  complaints.push(...Object.keys(rest).map((name) => `unknown field /spec/${name}`));
  if (provider !== "gke") complaints.push(`/spec/provider must be gke, not ${provider}`);
  const { secrets, ...more } = parameters;
  complaints.push(...Object.keys(more).map((name) => `unknown field /spec/parameters/${name}`));
  const list = typeof secrets === "string" ? parse(secrets) : undefined;
  if (!Array.isArray(list) || !list.length) {
    return [...complaints, "/spec/parameters/secrets must be the text of a list"];
  }
  for (const { resourceName, path, ...unknown } of list) {
    complaints.push(...Object.keys(unknown).map((name) => `unknown field ${name} of a secret`));
    if (!/^projects\/[a-z][a-z0-9-]{4,28}[a-z0-9]\/secrets\/[\w-]+\/versions\/(\d+|latest)$/.test(resourceName)) {
      complaints.push(`${resourceName} names no version of a secret`);
    }
    if (!/^[\w.-]+$/.test(path ?? "")) complaints.push(`${path} is no file's name`);
  }
  return complaints;
}
