// The schema of Terraform's Google provider, without the provider.
//
// The npm package holds TypeScript bindings that were generated from it: every argument with its name, its type,
// whether it is a block, whether it must be given, which values are allowed. They are read as text.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const LIB = join(dirname(createRequire(import.meta.url).resolve("@cdktf/provider-google/package.json")), "lib");
const COMPUTED_OR_GIVEN = ["id", "project", "region", "zone", "location"];
const TYPES = {
  string: "string",
  number: "number",
  boolean: "bool",
  stringMap: ["map", "string"],
  numberMap: ["map", "number"],
  booleanMap: ["map", "bool"],
};

/** @param kind "resource", "data" or "provider"; @param type such as google_compute_network
 *  @returns its block: { attributes: {name: {type, required, computed, values}}, blocks: {name: {nesting, min, max, block}} },
 *  or undefined if the provider knows no such thing */
export function schemaOf(kind, type) {
  const key = `${kind} ${type}`;
  if (!read.has(key)) read.set(key, readSchema(kind, type));
  return read.get(key);
}

const read = new Map();

function readSchema(kind, type) {
  const folder = join(LIB, folderOf(kind, type));
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder, { recursive: true }).filter((name) => /^(index|.*structs.*)(\.d\.ts|\.js)$/.test(name));
  const text = (ending) =>
    files.filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const source = { js: text(".js"), types: text(".d.ts") };

  const name = /export interface (\w+)Config( extends cdktf\.TerraformMetaArguments)? \{/.exec(source.types)[1];
  const main = source.js.slice(source.js.indexOf("synthesizeHclAttributes() {"));
  const block = blockOf(source, `${name}Config`, main, classOf(source, name));
  if (kind === "provider") {
    delete block.attributes.alias; // Terraform's own
    return block;
  }
  block.attributes.id ??= { type: "string", computed: true };
  for (const each of COMPUTED_OR_GIVEN) {
    if (block.attributes[each] && !block.attributes[each].required) block.attributes[each].computed = true;
  }
  return block;
}

const folderOf = (kind, type) =>
  ({
    resource: type.replace(/^google_/, ""),
    data: `data-${type}`,
    provider: "provider",
  })[kind].replaceAll("_", "-");

function blockOf(source, struct, body, ownClass) {
  const declared = declarations(source, struct);
  const attributes = {};
  const blocks = {};
  const given = /(\w+): \{\s*value: (.*),\s*isBlock: (true|false),\s*type: "(\w+)",\s*storageClassType: "(\w+)",/g;
  for (const [, name, value, isBlock, type, storage] of untilEnd(body).matchAll(given)) {
    const camel = /(?:struct\.|this\._)(\w+?)(?:\.internalValue)?\)/.exec(value)[1];
    const { required, values } = declared[camel] ?? {};
    const inner = /\b((?!cdktf)\w+)ToHclTerraform\b/.exec(value.replaceAll(/cdktf\.\w+/g, (m) => (m.endsWith("ToHclTerraform") ? "" : m)))?.[1];
    if (isBlock === "true" && inner) {
      const many = value.includes("listMapper");
      const struct = inner[0].toUpperCase() + inner.slice(1);
      const at = source.js.indexOf(`function ${inner}ToHclTerraform(struct) {`);
      blocks[name] = {
        nesting: type === "struct" ? "single" : type,
        min: required ? 1 : 0,
        max: type === "struct" || many ? 0 : 1,
        block: blockOf(source, struct, source.js.slice(at), classOf(source, `${struct}OutputReference`)),
      };
    } else {
      attributes[name] = { type: typeOf(type, storage), required, optional: !required, values };
    }
  }
  // What the cloud alone says.
  for (const [, how, name] of ownClass.matchAll(/this\.get(String|Number|Boolean|List|StringMap)Attribute\('(\w+)'\)/g)) {
    if (attributes[name] || blocks[name]) continue;
    const computed = { String: "string", Number: "number", Boolean: "bool", List: ["list", "string"], StringMap: ["map", "string"] };
    attributes[name] = { type: computed[how], computed: true };
  }
  for (const [, inner, name] of ownClass.matchAll(/new (\w+)List\(this, "(\w+)", (?:true|false)\)/g)) {
    if (attributes[name] || blocks[name]) continue;
    attributes[name] = { type: ["list", objectOf(source, inner)], computed: true };
  }
  return { attributes, blocks };
}

/** The type of a list's element that only the cloud fills. */
function objectOf(source, struct) {
  const { attributes } = blockOf(source, struct, "", classOf(source, `${struct}OutputReference`));
  return ["object", Object.fromEntries(Object.entries(attributes).map(([name, { type }]) => [name, type]))];
}

function typeOf(type, storage) {
  if (type === "simple") return TYPES[storage];
  const element = TYPES[storage.replace(/(List|Map)$/, "")] ?? "string";
  return [type, element];
}

const untilEnd = (body) => body.slice(0, body.indexOf("return Object.fromEntries"));

function classOf(source, name) {
  const at = source.js.search(new RegExp(`class ${name} extends `));
  if (at < 0) return "";
  const end = source.js.indexOf("\nclass ", at + 1);
  return source.js.slice(at, end < 0 ? undefined : end);
}

function declarations(source, struct) {
  const at = source.types.indexOf(`export interface ${struct} `);
  const body = at < 0 ? "" : source.types.slice(at, source.types.indexOf("\n}", at));
  const each = /(\/\*\*(?:(?!\*\/)[^])*\*\/)\s*readonly (\w+)(\??):/g;
  return Object.fromEntries(
    [...body.matchAll(each)].map(([, comment, name, optional]) => {
      const possible = /Possible values: \[([^\]]*)\]/.exec(comment.replaceAll(/\n\s*\* ?/g, " "));
      const values = possible && [...possible[1].matchAll(/"([^"]*)"/g)].map(([, value]) => value);
      return [name, { required: !optional, values: values || undefined }];
    }),
  );
}
