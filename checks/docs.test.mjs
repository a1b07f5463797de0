// The handbook names the settings that there are, and all of them.
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
