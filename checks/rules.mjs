// What every set of manifests must keep beyond its schema. A rule is given all objects of one rendering and
// returns its complaints, a sentence each.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { named } from "./kustomize.mjs";

const SETTINGS = readFileSync(new URL("../docs/configuration.md", import.meta.url), "utf8");
const PRIVACY = readFileSync(new URL("../docs/privacy.md", import.meta.url), "utf8");
const LIBERTY = readFileSync(new URL("../container/overrides.xml", import.meta.url), "utf8");
const LIBERTY_STOPS_WITHIN = 30; // seconds, its own limit for a quiet stop

const of = (objects, ...kinds) => objects.filter(({ kind }) => kinds.includes(kind));
const workloads = (objects) => of(objects, "Deployment", "StatefulSet", "DaemonSet");
const podOf = ({ spec }) => spec.template.spec;
const labelsOf = ({ spec }) => spec.template.metadata.labels;
const containers = (workload) => {
  const { containers = [], initContainers = [] } = podOf(workload);
  return [...containers, ...initContainers];
};
const matches = (selector = {}, labels) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
const setting = (objects, name) =>
  of(objects, "ConfigMap").find(({ metadata }) => /^chat-/.test(metadata.name))?.data[name];
const seconds = (duration) => Number(/^PT(\d+)S$/.exec(duration)?.[1]);

export const rules = {
  /** The Pod Security Standard "restricted", and a root file system that cannot be written. */
  restrictedPods(objects) {
    return workloads(objects).flatMap((workload) => {
      const say = (what) => `${named(workload)}: ${what}`;
      const pod = podOf(workload);
      const complaints = [];
      for (const name of ["hostNetwork", "hostPID", "hostIPC"]) {
        if (pod[name]) complaints.push(say(`${name} is set`));
      }
      if (pod.volumes?.some((volume) => volume.hostPath)) complaints.push(say("a folder of the node is mounted"));
      const level = of(objects, "Namespace").find(
        ({ metadata }) => metadata.name === workload.metadata.namespace,
      )?.metadata.labels?.["pod-security.kubernetes.io/enforce"];
      const usesHostPort = containers(workload).some(({ ports = [] }) => ports.some((port) => port.hostPort));
      if (level !== (usesHostPort ? "privileged" : "restricted")) {
        complaints.push(say(`its namespace enforces ${level ?? "nothing"}`));
      }
      for (const { name, securityContext: own = {} } of containers(workload)) {
        const context = { ...pod.securityContext, ...own };
        const wanted = {
          "runAsNonRoot": context.runAsNonRoot === true && context.runAsUser !== 0,
          "seccompProfile RuntimeDefault": context.seccompProfile?.type === "RuntimeDefault",
          "allowPrivilegeEscalation: false": own.allowPrivilegeEscalation === false,
          "readOnlyRootFilesystem": own.readOnlyRootFilesystem === true,
          "no privileged": !own.privileged,
          "capabilities drop ALL": own.capabilities?.drop?.includes("ALL") && !own.capabilities.add,
        };
        for (const [what, kept] of Object.entries(wanted)) {
          if (!kept) complaints.push(say(`${name} lacks ${what}`));
        }
      }
      return complaints;
    });
  },

  threeProbes(objects) {
    return workloads(objects).flatMap((workload) =>
      podOf(workload).containers.flatMap((container) =>
        ["startupProbe", "livenessProbe", "readinessProbe"]
          .filter((probe) => !container[probe])
          .map((probe) => `${named(workload)}: ${container.name} has no ${probe}`),
      ),
    );
  },

  /** The chat is asked the three questions of MicroProfile Health, each its own. */
  healthAddresses(objects) {
    const chat = chatOf(objects);
    const asked = { startupProbe: "started", livenessProbe: "live", readinessProbe: "ready" };
    return Object.entries(asked)
      .filter(([probe, name]) => chat?.container[probe]?.httpGet?.path !== `/health/${name}`)
      .map(([probe, name]) => `the chat's ${probe} does not ask /health/${name}`);
  },

  boundedResources(objects) {
    return workloads(objects).flatMap((workload) =>
      containers(workload).flatMap(({ name, resources = {} }) =>
        [
          ["requests", "cpu"],
          ["requests", "memory"],
          ["limits", "memory"],
        ]
          .filter(([bound, what]) => !resources[bound]?.[what])
          .map(([bound, what]) => `${named(workload)}: ${name} has no ${bound}.${what}`),
      ),
    );
  },

  /** Our own image by its digest where it matters, the others at least by a version. */
  namedImages(objects) {
    return workloads(objects).flatMap((workload) =>
      containers(workload)
        .filter(({ image }) =>
          image.includes("/realtime-chat")
            ? !/@sha256:[0-9a-f]{64}$/.test(image) && !image.startsWith("localhost/")
            : !/:v?\d[\w.-]*(@sha256:[0-9a-f]{64})?$/.test(image),
        )
        .map(({ image }) => `${named(workload)}: ${image} is no fixed image`),
    );
  },

  /** Whatever is named, is there. */
  references(objects) {
    const complaints = [];
    const need = (from, kind, name, namespace = from.metadata.namespace) => {
      const found = of(objects, kind).find(
        ({ metadata }) => metadata.name === name && (metadata.namespace ?? null) === namespace,
      );
      if (!found) complaints.push(`${named(from)}: there is no ${kind} ${name}`);
      return found;
    };
    const needPort = (from, service, port) => {
      const known = service?.spec.ports.some(({ name, port: number }) => [name, number].includes(port));
      if (service && !known) complaints.push(`${named(from)}: Service ${service.metadata.name} has no port ${port}`);
    };
    const selected = (from, selector) =>
      workloads(objects).filter(
        (workload) =>
          workload.metadata.namespace === from.metadata.namespace && matches(selector, labelsOf(workload)),
      );

    for (const workload of workloads(objects)) {
      const pod = podOf(workload);
      if (!matches(workload.spec.selector.matchLabels, labelsOf(workload))) {
        complaints.push(`${named(workload)}: its selector does not match its own pods`);
      }
      if (pod.serviceAccountName) need(workload, "ServiceAccount", pod.serviceAccountName);
      const claims = workload.spec.volumeClaimTemplates ?? [];
      const volumes = [...(pod.volumes ?? []), ...claims.map(({ metadata }) => metadata)].map(({ name }) => name);
      for (const { configMap, secret, persistentVolumeClaim, csi } of pod.volumes ?? []) {
        if (configMap) need(workload, "ConfigMap", configMap.name);
        if (secret) need(workload, "Secret", secret.secretName);
        if (persistentVolumeClaim) need(workload, "PersistentVolumeClaim", persistentVolumeClaim.claimName);
        if (csi) need(workload, "SecretProviderClass", csi.volumeAttributes?.secretProviderClass);
      }
      for (const { name, envFrom = [], volumeMounts = [], ports = [], ...container } of containers(workload)) {
        for (const { configMapRef } of envFrom) if (configMapRef) need(workload, "ConfigMap", configMapRef.name);
        for (const mount of volumeMounts) {
          if (!volumes.includes(mount.name)) complaints.push(`${named(workload)}: ${name} mounts no volume ${mount.name}`);
        }
        for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
          const port = container[probe]?.httpGet?.port;
          if (port && !ports.some((each) => [each.name, each.containerPort].includes(port))) {
            complaints.push(`${named(workload)}: the ${probe} of ${name} asks a port ${port} that is not there`);
          }
        }
      }
    }
    for (const service of of(objects, "Service")) {
      const pods = selected(service, service.spec.selector);
      if (!pods.length) complaints.push(`${named(service)}: selects no pod`);
      const ports = pods.flatMap(containers).flatMap(({ ports = [] }) => ports);
      for (const { targetPort } of service.spec.ports) {
        if (pods.length && !ports.some(({ name, containerPort }) => [name, containerPort].includes(targetPort))) {
          complaints.push(`${named(service)}: no pod has the port ${targetPort}`);
        }
      }
    }
    for (const object of of(objects, "PodDisruptionBudget", "NetworkPolicy")) {
      const { matchLabels } = object.spec.selector ?? object.spec.podSelector;
      if (!selected(object, matchLabels).length) complaints.push(`${named(object)}: selects no pod`);
    }
    for (const ingress of of(objects, "Ingress")) {
      need(ingress, "IngressClass", ingress.spec.ingressClassName, null);
      for (const { backend } of ingress.spec.rules.flatMap(({ http }) => http.paths)) {
        const service = need(ingress, "Service", backend.service.name);
        needPort(ingress, service, backend.service.port.name ?? backend.service.port.number);
      }
    }
    for (const route of of(objects, "HTTPRoute")) {
      for (const { name, sectionName } of route.spec.parentRefs) {
        const gateway = need(route, "Gateway", name);
        if (gateway && !gateway.spec.listeners.some((listener) => listener.name === sectionName)) {
          complaints.push(`${named(route)}: ${name} has no listener ${sectionName}`);
        }
      }
      for (const { name, port } of route.spec.rules.flatMap(({ backendRefs = [] }) => backendRefs)) {
        needPort(route, need(route, "Service", name), port);
      }
    }
    for (const monitor of of(objects, "PodMonitor")) {
      const ports = selected(monitor, monitor.spec.selector.matchLabels).flatMap(containers).flatMap(({ ports = [] }) => ports);
      for (const { port } of monitor.spec.podMetricsEndpoints) {
        if (!ports.some(({ name }) => name === port)) complaints.push(`${named(monitor)}: no pod has the port ${port}`);
      }
    }
    for (const policy of of(objects, "GCPBackendPolicy", "HealthCheckPolicy")) {
      need(policy, policy.spec.targetRef.kind, policy.spec.targetRef.name);
    }
    return complaints;
  },

  /** Every name of the setting is one that the server knows: a misspelt one would be passed over in silence. */
  knownSettings(objects) {
    return of(objects, "ConfigMap", "Secret", "SecretProviderClass")
      .flatMap((object) => [
        ...Object.keys(object.data ?? {}),
        ...parse(object.spec?.parameters?.secrets ?? "[]").map(({ path }) => path),
      ])
      .map((name) => (name.startsWith("chat.") ? name.toUpperCase().replaceAll(/[.-]/g, "_") : name))
      .filter((name) => name.startsWith("CHAT_") && !SETTINGS.includes(`\`${name}\``))
      .map((name) => `${name} is no setting of docs/configuration.md`);
  },

  /** Everything that names the host names the same one, and nothing of the site is left open. */
  oneHost(objects) {
    const hosts = [
      ...of(objects, "Ingress").flatMap(({ spec }) => spec.rules.map(({ host }) => host)),
      ...of(objects, "Gateway").flatMap(({ spec }) => spec.listeners.map(({ hostname }) => hostname)),
      ...of(objects, "HTTPRoute").flatMap(({ spec }) => spec.hostnames),
    ];
    const own = setting(objects, "CHAT_OWN_ORIGINS")?.replace(/^https?:\/\//, "");
    return [
      ...hosts.filter((host) => host !== own).map((host) => `${host} is not the chat's own origin ${own}`),
      ...(hosts.some((host) => !host?.includes(".")) ? ["a host is not filled in"] : []),
      ...[...JSON.stringify(objects).matchAll(/projects\/project\/|=project"|=host"|database_range|\/\/(host|database)\//g)]
        .filter(() => hosts.length)
        .map(([what]) => `${what} is not filled in`),
    ];
  },

  /** Proxies that are believed are addresses and ranges of this site, and no examples of a book. */
  trustedProxies(objects) {
    const address = /^(\d{1,3}\.){3}\d{1,3}(\/\d{1,2})?$/;
    const example = /^(192\.0\.2|198\.51\.100|203\.0\.113)\./;
    return (setting(objects, "CHAT_TRUSTED_PROXIES")?.split(",") ?? [])
      .filter((proxy) => !address.test(proxy) || example.test(proxy))
      .map((proxy) => `CHAT_TRUSTED_PROXIES: ${proxy} is no proxy's address`);
  },

  /** From the signal to the kill there is time for everything that a planned stop does. */
  timeToDrain(objects) {
    const chat = chatOf(objects);
    const grace = chat?.pod.terminationGracePeriodSeconds ?? 30;
    const pause = chat?.container.lifecycle?.preStop?.sleep?.seconds ?? 0;
    const drain = seconds(setting(objects, "CHAT_DRAIN_WITHIN"));
    const needed = pause + drain + LIBERTY_STOPS_WITHIN;
    return [
      ...(pause ? [] : ["the chat takes no pause (preStop) for the edge to look elsewhere"]),
      ...(grace >= needed ? [] : [`the chat is killed after ${grace} s, and may need ${needed} s to stop`]),
    ];
  },

  /** Two replicas do not hear each other yet, not even for the time of a rollout. */
  oneReplica(objects) {
    const { replicas, strategy } = of(objects, "Deployment").find(({ metadata }) => metadata.name === "chat")?.spec ?? {};
    return [
      ...(replicas === 1 ? [] : [`${replicas} replicas of the chat: a message would reach only its own replica's readers`]),
      ...(strategy?.type === "Recreate" ? [] : ["two chats would run side by side during a rollout"]),
    ];
  },

  /** Every pod's network is closed but for what is said. */
  closedNetworks(objects) {
    return workloads(objects)
      .filter(
        ({ metadata }) =>
          !of(objects, "NetworkPolicy").some(
            ({ metadata: { namespace }, spec }) =>
              namespace === metadata.namespace &&
              Object.keys(spec.podSelector).length === 0 &&
              spec.policyTypes?.includes("Ingress") &&
              spec.policyTypes.includes("Egress"),
          ),
      )
      .map((workload) => `${named(workload)}: nothing closes the network of its namespace`);
  },

  /** Secrets are files from elsewhere: no environment shows them, and outside of a laptop Git has none. */
  noSecrets(objects) {
    const inCloud = of(objects, "SecretProviderClass").length > 0;
    const plain = /SECRET|PASSWORD|TOKEN|KEY/;
    const asVariable = (name) => name.toUpperCase().replaceAll(/[.-]/g, "_");
    return [
      ...of(objects, "Secret")
        .filter(() => inCloud)
        .map((secret) => `${named(secret)}: a secret stands in Git`),
      ...of(objects, "ConfigMap").flatMap((map) =>
        Object.keys(map.data ?? {})
          .filter((name) => plain.test(asVariable(name)))
          .map((name) => `${named(map)}: ${name} is no place for a secret`),
      ),
      ...workloads(objects).flatMap((workload) =>
        containers(workload).flatMap(({ env = [], envFrom = [] }) => [
          ...env
            .filter(({ name, valueFrom }) => valueFrom?.secretKeyRef || (plain.test(asVariable(name)) && !name.endsWith("_FILE")))
            .map(({ name }) => `${named(workload)}: ${name} is a secret in the environment`),
          ...envFrom.filter(({ secretRef }) => secretRef).map(() => `${named(workload)}: a secret is in the environment`),
        ]),
      ),
    ];
  },

  /** Readers are kept at their replica, and sockets for as long as they like; figures and health are not theirs. */
  edge(objects) {
    const complaints = of(objects, "Service")
      .filter(({ spec }) => spec.ports.some(({ targetPort }) => ["operations", 9081].includes(targetPort)))
      .map((service) => `${named(service)}: health and figures are open to whoever reaches the chat`);
    const ingresses = of(objects, "Ingress");
    if (ingresses.length) {
      const chat = of(objects, "Service").find(({ metadata }) => metadata.name === "chat");
      const sticky = (name) => chat?.metadata.annotations?.[`traefik.ingress.kubernetes.io/service.sticky.cookie${name}`];
      if (sticky("") !== "true") complaints.push("Service chat: no sticky sessions");
      if (sticky(".samesite") !== "none" || sticky(".secure") !== "true") {
        complaints.push("Service chat: its cookie is of no use in a foreign page");
      }
      if (sticky(".httponly") !== "true") complaints.push("Service chat: scripts can read its cookie");
      if (sticky(".maxage")) complaints.push("Service chat: its cookie outlives the browser's session");
      if (!PRIVACY.includes(`| \`${sticky(".name")}\`, a cookie `)) {
        complaints.push(`docs/privacy.md does not tell of the cookie ${sticky(".name")}`);
      }
    }
    const routes = of(objects, "HTTPRoute");
    for (const { spec } of routes.filter(({ spec }) => spec.rules.some(({ backendRefs }) => backendRefs))) {
      const headers = spec.rules.flatMap(({ filters = [] }) => filters.flatMap(({ responseHeaderModifier }) => responseHeaderModifier?.set ?? []));
      if (!headers.some(({ name, value }) => name === "Strict-Transport-Security" && Number(/max-age=(\d+)/.exec(value)?.[1]) >= 31536000)) {
        complaints.push("the load balancer does not keep browsers to https");
      }
    }
    if (routes.length) {
      const host = of(objects, "HealthCheckPolicy")[0]?.spec.default.config.httpHealthCheck.host;
      if (!LIBERTY.includes(`<hostAlias>${host}:80</hostAlias>`)) complaints.push(`the load balancer's health check asks for the host ${host}, which the chat does not know`);
      const policy = of(objects, "GCPBackendPolicy")[0]?.spec.default;
      if (!(policy?.timeoutSec >= 3600)) complaints.push("the load balancer ends sockets within an hour");
      if (!policy?.sessionAffinity) complaints.push("the load balancer has no sticky sessions");
      const grace = chatOf(objects)?.pod.terminationGracePeriodSeconds;
      if (!(policy?.connectionDraining?.drainingTimeoutSec >= grace)) {
        complaints.push("the load balancer drains for less than the pod does");
      }
    }
    return complaints;
  },
};

function chatOf(objects) {
  const deployment = of(objects, "Deployment").find(({ metadata }) => metadata.name === "chat");
  return deployment && { pod: podOf(deployment), container: podOf(deployment).containers[0] };
}

/** @returns what of `objects` the project forbids its application */
export function projectComplaints(project, application, objects) {
  const complaints = [];
  const { sourceRepos, destinations, clusterResourceWhitelist, namespaceResourceWhitelist } = project.spec;
  const { repoURL, path } = application.spec.source;
  if (application.spec.project !== project.metadata.name) complaints.push("the application is of another project");
  if (!sourceRepos.includes(repoURL)) complaints.push(`the project does not allow ${repoURL}`);
  if (!/^manifests\/overlays\/gke(-lb)?$/.test(path)) complaints.push(`the application syncs ${path}`);
  for (const object of objects) {
    const { namespace } = object.metadata;
    const group = object.apiVersion.includes("/") ? object.apiVersion.split("/")[0] : "";
    const list = namespace ? namespaceResourceWhitelist : clusterResourceWhitelist;
    if (!list.some((allowed) => allowed.group === group && allowed.kind === object.kind)) {
      complaints.push(`the project does not allow a ${object.kind}`);
    }
    const where = namespace ?? (object.kind === "Namespace" ? object.metadata.name : undefined);
    if (where && !destinations.some((destination) => destination.namespace === where)) {
      complaints.push(`the project does not allow the namespace ${where}`);
    }
  }
  return complaints;
}
