import { spawnSync } from "node:child_process";
import { parseAllDocuments } from "yaml";

const PROGRAMS = [
  [process.env.KUSTOMIZE || "kustomize", "build"],
  ["kubectl", "kustomize"],
];

/** The first of the programs that is there, as its name and arguments; undefined if none is. */
export const kustomize = PROGRAMS.find(
  ([program]) => !spawnSync(program, ["version", "--client"]).error,
);

/** @returns the objects that a folder's kustomization makes
 *  @throws Error with the program's own words */
export function render(folder) {
  const [program, ...args] = kustomize;
  const run = spawnSync(program, [...args, folder], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  return parseAllDocuments(run.stdout, { merge: false }).map((document) => {
    if (document.errors.length) throw document.errors[0];
    return document.toJS();
  });
}

/** How complaints name an object. */
export const named = ({ kind, metadata }) =>
  `${kind} ${metadata?.namespace ? metadata.namespace + "/" : ""}${metadata?.name}`;
