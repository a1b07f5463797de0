// Stands in for Google Cloud's metadata server and for Cloud Storage: as much of them as database/backup and
// database/restore use. Keeps objects in the folder it is given; whoever uploads needs the token that the metadata server
// gave, and whoever reads another one: the database's machine may only add.
//
//   node bucket.mjs FOLDER        writes its port to standard output
import { createServer } from "node:http";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];

function answer(request, body) {
  const url = new URL(request.url, "http://bucket");
  const may = (who) => request.headers.authorization === `Bearer ${who}`;
  if (url.pathname.startsWith("/computeMetadata/")) {
    return request.headers["metadata-flavor"] === "Google"
      ? [200, '{"access_token":"machine","expires_in":3599,"token_type":"Bearer"}']
      : [403, ""];
  }
  if (url.pathname === "/upload/storage/v1/b/chat-backup/o" && request.method === "POST") {
    const file = join(folder, url.searchParams.get("name"));
    if (!may("machine")) return [401, ""];
    if (existsSync(file)) return [412, ""]; // ifGenerationMatch=0
    writeFileSync(file, body);
    return [200, "{}"];
  }
  if (url.pathname.startsWith("/storage/v1/b/chat-backup/o")) {
    if (!may("operator")) return [403, ""];
    const name = url.pathname.split("/o/")[1];
    if (!name) return [200, JSON.stringify(page(url.searchParams), null, 1)];
    const file = join(folder, name);
    return existsSync(file) ? [200, readFileSync(file)] : [404, ""];
  }
  return [404, ""];
}

/** One object a page, where Cloud Storage has a thousand; the last page has no token. */
function page(question) {
  const after = Buffer.from(question.get("pageToken") ?? "", "base64").toString();
  const names = readdirSync(folder).filter((name) => name.startsWith(question.get("prefix")) && name > after);
  const [first, next] = names.sort();
  return { items: first ? [{ name: first }] : undefined, nextPageToken: next && Buffer.from(first).toString("base64") };
}

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const [status, body] = answer(request, Buffer.concat(parts));
    response.writeHead(status).end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
