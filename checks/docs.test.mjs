// The handbook names the settings that there are, and all of them, and tests that there are.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const read = (name) => readFileSync(join(ROOT, name), "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);

/** As the application and the server read them. */
const settings = new Set([
  ...[read("src/main/resources/META-INF/microprofile-config.properties"), read("src/main/java/store/jungyu/chat/ops/Settings.java")]
    .flatMap((text) => all(text, /(?:^|")(chat\.[a-z-]+)(?:=|")/gm))
    .map((name) => name.toUpperCase().replaceAll(/[.-]/g, "_")),
  ...[read("liberty/server.xml"), read("container/overrides.xml")].flatMap((text) => all(text, /\$\{(CHAT_\w+)\}/g)),
]);

test("every setting that is named exists", () => {
  const texts = ["README.md", "SECURITY.md", ...readdirSync(join(ROOT, "docs"), { recursive: true }).map((name) => `docs/${name}`)];
  for (const name of texts.filter((name) => name.endsWith(".md"))) {
    for (const setting of all(read(name), /\b(CHAT_[A-Z]+(?:_[A-Z]+)*)\b/g)) {
      assert.ok(settings.has(setting), `${name} names ${setting}`);
    }
  }
});

test("every setting is explained", () => {
  assert.ok(settings.size > 40);
  const explained = new Set(all(read("docs/configuration.md"), /`(CHAT_\w+)`/g));
  assert.deepEqual([...settings].filter((name) => !explained.has(name)), []);
});

/** What server.xml sets that makes nothing harder to abuse. */
const NO_HARDENING = new Set(
  `id host httpPort httpsPort httpOptionsRef headersRef compressionRef types keysFileName authentication filter
   enableImplicitBeanArchives deferServletLoad name defaultValue description dir includes location contextRoot libraryRef
   jndiName type transactional isolationLevel statementCacheSize minPoolSize maxIdleTime reapTime URL user password
   applicationName tcpKeepAlive cancelSignalTimeout options setIfMissing remove`.split(/\s+/),
);

/** @returns the settings of the server that docs/hardening.md does not name */
function unnamed(server) {
  const elements = server.replaceAll(/<!--[^]*?-->|<\?[^]*?\?>/g, "");
  const set = [...all(elements, /\s(\w+)="/g), ...all(elements, /-c (\w+)=/g)];
  const named = read("docs/hardening.md");
  return [...new Set(set)].filter((name) => !NO_HARDENING.has(name) && !named.includes("`" + name));
}

test("what the server is set to stands in hardening.md", () => {
  assert.deepEqual(unnamed(read("liberty/server.xml")), []);
  assert.deepEqual(unnamed(read("liberty/server.xml").replace("<httpOptions", '<httpOptions purgeRemainingResponseBody="false"')), [
    "purgeRemainingResponseBody",
  ]);
});

test("each test that hardening.md names exists", () => {
  const sources = readdirSync(join(ROOT, "src/test/java"), { recursive: true }).filter((name) => name.endsWith(".java"));
  const named = [...read("docs/hardening.md").matchAll(/`(\w+(?:IT|Test))(?:\.(\w+)(…?))?`/g)];
  assert.ok(named.length > 20);
  for (const [text, type, method, cut] of named) {
    const source = sources.find((name) => name.endsWith(`/${type}.java`));
    assert.ok(source, text);
    if (method) assert.match(read(`src/test/java/${source}`), new RegExp(`void ${method}${cut ? "" : "\\("}`), text);
  }
});
