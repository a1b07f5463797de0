// What every workflow must keep beyond what actionlint knows. A rule is given the workflows by name, each with its
// text and what YAML makes of it, and returns its complaints.
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** Which job may do more than read the repository. */
const MAY = {
  "image.yml build": { contents: "read", "id-token": "write" },
  "image.yml release": { contents: "write" },
  "terraform.yml plan": { contents: "read", "id-token": "write" },
};

const jobs = (workflows) =>
  Object.entries(workflows).flatMap(([name, { parsed }]) =>
    Object.entries(parsed.jobs).map(([job, content]) => ({ name: `${name} ${job}`, content })),
  );
const same = (a, b) => JSON.stringify(Object.entries(a ?? {}).sort()) === JSON.stringify(Object.entries(b ?? {}).sort());

export const workflowRules = {
  /** A tag can be moved to another commit, and has been. */
  pinned: (workflows) =>
    Object.entries(workflows).flatMap(([name, { text }]) =>
      [...text.matchAll(/uses: (.*)/g)]
        .map(([, used]) => used)
        .filter((used) => !used.startsWith("./") && !PINNED.test(used))
        .map((used) => `${name}: ${used} is not pinned by its commit, with its version beside it`),
    ),

  leastPermissions: (workflows) => [
    ...Object.entries(workflows)
      .filter(([, { parsed }]) => !same(parsed.permissions, { contents: "read" }))
      .map(([name]) => `${name}: by default a job may do more than read the repository`),
    ...jobs(workflows)
      .filter(({ name, content }) => content.permissions && !same(content.permissions, MAY[name]))
      .map(({ name }) => `${name}: has permissions that nobody said it needs`),
  ],

  noKeys: (workflows) =>
    Object.entries(workflows).flatMap(([name, { text }]) =>
      [
        [/\bsecrets\./, "uses a secret"],
        [/pull_request_target|workflow_run/, "runs foreign code with our rights"],
        [/credentials_json|service_account_key/, "wants a key of Google's"],
        [/run:.*\$\{\{\s*github\.(event|head_ref)/, "lets a stranger's words into a shell"],
      ]
        .filter(([pattern]) => pattern.test(text))
        .map(([, what]) => `${name}: ${what}`),
    ),

  noCredentialsLeft: (workflows) =>
    jobs(workflows).flatMap(({ name, content }) =>
      (content.steps ?? [])
        .filter(({ uses }) => uses?.startsWith("actions/checkout@"))
        .filter((step) => step.with?.["persist-credentials"] !== false && content.permissions?.contents !== "write")
        .map(() => `${name}: the checkout leaves its token behind`),
    ),

  /** What is pushed was tested, started and scanned before, and the scan may say no. */
  scanned: (workflows) => {
    const { build, release } = workflows["image.yml"]?.parsed.jobs ?? {};
    const at = (what) => (build?.steps ?? []).findIndex(what);
    const scan = at(({ uses }) => uses?.startsWith("anchore/scan-action@"));
    const tried = at(({ run, if: condition, "continue-on-error": passes }) => run?.startsWith("script/try-image ") && !condition && !passes);
    const push = at(({ run }) => run?.includes("docker push"));
    const { if: condition, "continue-on-error": passes, with: { "fail-build": fails, "severity-cutoff": cutoff } = {} } = build?.steps[scan] ?? {};
    return [
      ...(build?.needs === "test" && release?.needs === "build" ? [] : ["image.yml: publishes what was not tested"]),
      ...(tried >= 0 && tried < push ? [] : ["image.yml: pushes an image that was never started"]),
      ...(scan >= 0 && scan < push ? [] : ["image.yml: pushes an image that was not scanned"]),
      ...(fails === true && ["medium", "high"].includes(cutoff) && !condition && !passes ? [] : ["image.yml: the scan refuses nothing"]),
    ];
  },

  /** What a runner lacks would else be passed over in silence. */
  nothingSkipped: (workflows) =>
    jobs(workflows).some(({ content }) => (content.steps ?? []).some(({ run }) => /script\/verify-infra .*--strict/.test(run ?? "")))
      ? []
      : ["no workflow runs script/verify-infra with --strict"],

  ends: (workflows) =>
    jobs(workflows)
      .filter(({ content }) => !content.uses && !(content["timeout-minutes"] <= 60))
      .map(({ name }) => `${name}: may run for hours`),
};
