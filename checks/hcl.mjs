// Terraform's configuration judged without Terraform, for machines that have none: its language is parsed, and
// names, what must be there, plain values and references are held against the provider's schema.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@cdktf/hcl2json";
import { schemaOf } from "./provider-schema.mjs";

const META = { attributes: ["count", "for_each", "depends_on", "provider"], blocks: ["lifecycle", "provisioner", "connection", "dynamic"] };

/** @returns what is wrong with the root module in the folder, a sentence each; @param change of a file's text, by name */
export async function hclComplaints(folder, change = {}) {
  const complaints = [];
  const parsed = [];
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".tf"))) {
    const text = (change[name] ?? ((same) => same))(readFileSync(join(folder, name), "utf8"));
    try {
      parsed.push({ name, content: await parse(name, text) });
    } catch (error) {
      complaints.push(`${name}: ${error.message ?? error}`);
    }
  }
  const declared = declarations(parsed);
  for (const { name, content } of parsed) {
    for (const [kind, section] of [["resource", content.resource], ["data", content.data]]) {
      for (const [type, each] of Object.entries(section ?? {})) {
        const schema = schemaOf(kind, type);
        if (!schema) {
          complaints.push(`${name}: the provider has no ${kind} ${type}`);
          continue;
        }
        for (const [label, [body]] of Object.entries(each)) {
          const say = (what) => complaints.push(`${name}: ${type}.${label}${what}`);
          judge(withMeta(schema), body, "", say);
        }
      }
    }
    for (const expression of strings(content)) {
      for (const complaint of wrongReferences(expression, declared)) complaints.push(`${name}: ${complaint}`);
    }
  }
  return complaints;
}

const withMeta = ({ attributes, blocks }) => ({
  attributes: { ...attributes, ...Object.fromEntries(META.attributes.map((name) => [name, { optional: true }])) },
  blocks: { ...blocks, ...Object.fromEntries(META.blocks.map((name) => [name, { min: 0, max: 0 }])) },
});

function judge({ attributes, blocks }, body, path, say) {
  for (const [name, value] of Object.entries(body)) {
    const here = `${path}.${name}`;
    if (attributes[name]) {
      const { type, optional, required, values } = attributes[name];
      if (!optional && !required) say(`${here} cannot be set: only Google knows it`);
      const plain = typeof value !== "string" || !value.includes("${");
      if (plain && values && !values.includes(value)) say(`${here} cannot be "${value}": ${values.join(", ")}`);
      if (plain && type && !fits(type, value)) say(`${here} must be a ${Array.isArray(type) ? type[0] : type}`);
    } else if (blocks[name]) {
      const { max, block } = blocks[name];
      const each = Array.isArray(value) ? value : [value];
      if (max && each.length > max) say(`${here} may be there ${max} time`);
      if (block) for (const inner of each) judge(block, inner, here, say);
    } else {
      say(`${here} is not known`);
    }
  }
  for (const [name, { required }] of Object.entries(attributes)) if (required && !(name in body)) say(`${path}.${name} is missing`);
  for (const [name, { min }] of Object.entries(blocks)) if (min && !(name in body)) say(`${path}.${name} is missing`);
}

/** As Terraform, which takes "1" for a number. */
function fits(type, value) {
  if (Array.isArray(type)) return type[0] === "map" ? typeof value === "object" && !Array.isArray(value) : Array.isArray(value);
  if (typeof value === "object") return false;
  if (type === "number") return Number.isFinite(Number(value));
  if (type === "bool") return ["true", "false"].includes(String(value));
  return true;
}

function declarations(parsed) {
  const all = (section) => parsed.flatMap(({ content }) => Object.entries(content[section] ?? {}));
  return {
    var: new Set(all("variable").map(([name]) => name)),
    local: new Set(parsed.flatMap(({ content }) => (content.locals ?? []).flatMap(Object.keys))),
    resource: Object.fromEntries(all("resource").map(([type]) => [type, new Set(all("resource").filter(([other]) => other === type).flatMap(([, each]) => Object.keys(each)))])),
    data: Object.fromEntries(all("data").map(([type, each]) => [type, new Set(Object.keys(each))])),
  };
}

function* wrongReferences(text, declared) {
  // Only what stands inside of ${…}: outside it is text.
  if (!text.includes("${")) return;
  for (const [, kind, name] of text.matchAll(/(?<![\w.])(var|local)\.(\w+)/g)) {
    if (!declared[kind].has(name)) yield `${kind}.${name} is nowhere`;
  }
  for (const [, data, type, label, attribute] of text.matchAll(/(?<![\w.])(data\.)?(google_\w+)\.(\w+)(?:\[[^\]]*\])?(?:\.(\w+))?/g)) {
    const kind = data ? "data" : "resource";
    if (!declared[kind][type]?.has(label)) {
      yield `${type}.${label} is nowhere`;
      continue;
    }
    const { attributes, blocks } = schemaOf(kind, type) ?? { attributes: {}, blocks: {} };
    if (attribute && !attributes[attribute] && !blocks[attribute]) yield `${type} has no ${attribute}`;
  }
}

function* strings(value) {
  if (typeof value === "string") yield value;
  else if (value && typeof value === "object") for (const each of Object.values(value)) yield* strings(each);
}
