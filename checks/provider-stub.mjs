// A provider for Terraform that knows a schema and nothing else: enough for "validate" and for "test" with a
// mocked provider. It speaks Terraform's plugin protocol, version 5. Its arguments are the file with the schema
// and the socket to listen at; Terraform is told of it by TF_REATTACH_PROVIDERS, and so starts and installs nothing.
import { readFileSync } from "node:fs";
import grpc from "@grpc/grpc-js";
import { ExtensionCodec, decode } from "@msgpack/msgpack";
import protobuf from "protobufjs";

const { root } = protobuf.parse(`
  syntax = "proto3";
  package tfplugin5;
  message Empty {}
  message DynamicValue { bytes msgpack = 1; bytes json = 2; }
  message Step { oneof selector { string attribute_name = 1; string element_key_string = 2; int64 element_key_int = 3; } }
  message AttributePath { repeated Step steps = 1; }
  message Diagnostic { int32 severity = 1; string summary = 2; string detail = 3; AttributePath attribute = 4; }
  message Attribute { string name = 1; bytes type = 2; string description = 3; bool required = 4; bool optional = 5; bool computed = 6; }
  message NestedBlock { string type_name = 1; Block block = 2; int32 nesting = 3; int64 min_items = 4; int64 max_items = 5; }
  message Block { int64 version = 1; repeated Attribute attributes = 2; repeated NestedBlock block_types = 3; }
  message Schema { int64 version = 1; Block block = 2; }
  message Schemas { Schema provider = 1; map<string, Schema> resource_schemas = 2; map<string, Schema> data_source_schemas = 3; }
  message Config { DynamicValue config = 1; }
  message Prepared { DynamicValue prepared_config = 1; repeated Diagnostic diagnostics = 2; }
  message TypedConfig { string type_name = 1; DynamicValue config = 2; }
  message Diagnostics { repeated Diagnostic diagnostics = 1; }
`, { keepCase: true });

const ERROR = 1;
const NESTING = { single: 1, list: 2, set: 3 };

const known = JSON.parse(readFileSync(process.argv[2], "utf8"));

const schema = ({ attributes, blocks }) => ({ version: 0, block: block({ attributes, blocks }) });
const block = ({ attributes, blocks }) => ({
  attributes: Object.entries(attributes).map(([name, { type, required, optional, computed }]) => ({
    name,
    type: Buffer.from(JSON.stringify(type)),
    required,
    optional,
    computed,
  })),
  block_types: Object.entries(blocks).map(([type_name, { nesting, min, max, block: inner }]) => ({
    type_name,
    block: block(inner),
    nesting: NESTING[nesting],
    min_items: min,
    max_items: max,
  })),
});
const schemas = (of) => Object.fromEntries(Object.entries(of).map(([name, each]) => [name, schema(each)]));

/** Values that are not among those which the provider's documentation allows. */
function* wrongValues({ attributes, blocks }, config, path = []) {
  for (const [name, { values }] of Object.entries(attributes)) {
    const value = config?.[name];
    if (values && typeof value === "string" && !values.includes(value)) {
      yield {
        severity: ERROR,
        summary: `${name} cannot be "${value}"`,
        detail: `Allowed are: ${values.join(", ")}.`,
        attribute: { steps: [...path, { attribute_name: name }] },
      };
    }
  }
  for (const [name, { nesting, block: inner }] of Object.entries(blocks)) {
    const value = config?.[name];
    const each = Array.isArray(value) ? value : value ? [value] : [];
    for (const [index, element] of each.entries()) {
      const at = { attribute_name: name };
      // An element of a set has no number to point at.
      const steps = nesting === "list" ? [at, { element_key_int: index }] : [at];
      if (nesting === "set") {
        for (const wrong of wrongValues(inner, element)) yield { ...wrong, attribute: { steps: [...path, ...steps] } };
      } else {
        yield* wrongValues(inner, element, [...path, ...steps]);
      }
    }
  }
}

// Values that are not known yet come as an extension of the format.
const unknowns = new ExtensionCodec();
unknowns.register({ type: 0, encode: () => null, decode: () => undefined });
const judge = (kind) => ({ type_name, config }) => ({
  diagnostics: [...wrongValues(known[kind][type_name], decode(config.msgpack, { extensionCodec: unknowns }))],
});

const answers = {
  GetSchema: ["Empty", "Schemas", () => ({
    provider: schema(known.provider),
    resource_schemas: schemas(known.resource),
    data_source_schemas: schemas(known.data),
  })],
  PrepareProviderConfig: ["Config", "Prepared", ({ config }) => ({ prepared_config: config })],
  ValidateResourceTypeConfig: ["TypedConfig", "Diagnostics", judge("resource")],
  ValidateDataSourceConfig: ["TypedConfig", "Diagnostics", judge("data")],
  Configure: ["Empty", "Diagnostics", () => ({})],
  Stop: ["Empty", "Empty", () => ({})],
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
const service = {};
const implementation = {};
for (const [name, [request, response, answer]] of Object.entries(answers)) {
  const [from, to] = [request, response].map((type) => root.lookupType(`tfplugin5.${type}`));
  service[name] = {
    path: `/tfplugin5.Provider/${name}`,
    requestStream: false,
    responseStream: false,
    requestDeserialize: (bytes) => from.decode(bytes),
    responseSerialize: (value) => Buffer.from(to.encode(to.fromObject(value)).finish()),
  };
  implementation[name] = (call, reply) => {
    try {
      reply(null, answer(call.request));
    } catch (error) {
      reply(error);
    }
  };
}
server.addService(service, implementation);

const socket = process.argv[3];
server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  console.log("ready");
});
// Whoever started it holds its input open.
process.stdin.on("end", () => process.exit(0)).resume();
