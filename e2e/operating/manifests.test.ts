import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { run } from "../../scripts/containers/shell.ts";
import { readYaml } from "../../scripts/containers/yaml.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const hasYaml = (await run("/usr/bin/python3", ["-c", "import yaml"])).code === 0;
if (!hasYaml) announceSkipped("Manifests", "Debian's python3-yaml is missing");
const hasKubectl = (await run("kubectl", ["version", "--client"])).code === 0;
if (!hasKubectl)
  announceSkipped("Overlays of Kubernetes", "kubectl is missing; the base is looked at");

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked at, not used
type Any = any;

const BASE = "deployment/kubernetes/base";

/** All objects of an overlay, or of the base where nothing here renders overlays. */
const render = async (overlay: string): Promise<readonly Any[]> => {
  if (hasKubectl) {
    const folder = join(root, "deployment/kubernetes/overlays", overlay);
    const { code, out, told } = await run("kubectl", ["kustomize", folder]);
    expect(code, told).toBe(0);
    return readYaml(out);
  }
  const files = readdirSync(join(root, BASE)).filter((name) => name !== "kustomization.yaml");
  return (await Promise.all(files.map((name) => readYaml(read(`${BASE}/${name}`))))).flat();
};

describe.runIf(hasYaml).each(["staging", "production"])("Kubernetes, %s", async (overlay) => {
  const objects = hasYaml ? await render(overlay) : [];
  const all = (kind: string): readonly Any[] => objects.filter((one) => one.kind === kind);
  const only = (kind: string): Any => {
    expect(all(kind), kind).toHaveLength(1);
    return all(kind)[0];
  };
  const pod = () => only("Deployment").spec.template.spec;
  const container = () => pod().containers[0];

  it("DEP-12: 3 to 10 replicas by processor 70 and memory 80, 2 always there", () => {
    const { spec } = only("HorizontalPodAutoscaler");
    expect(spec.minReplicas).toBe(3);
    expect(spec.maxReplicas).toBe(overlay === "staging" && hasKubectl ? 4 : 10);
    const targets = spec.metrics.map(({ resource }: Any) => [
      resource.name,
      resource.target.averageUtilization,
    ]);
    expect(targets).toEqual([
      ["cpu", 70],
      ["memory", 80],
    ]);
    expect(only("PodDisruptionBudget").spec.minAvailable).toBe(2);
    // A number here would undo the autoscaler's with each apply.
    expect(only("Deployment").spec.replicas).toBeUndefined();
  });

  it("DEP-12: not root, nothing writable but volumes, no capability, no token", () => {
    expect(pod().securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container().securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod().automountServiceAccountToken).toBe(false);
    expect(only("Namespace").metadata.labels["pod-security.kubernetes.io/enforce"]).toBe(
      "restricted",
    );
  });

  it("DEP-12: the ingress speaks TLS for every host that it has, within limits", () => {
    const { metadata, spec } = only("Ingress");
    const hosts = spec.rules.map(({ host }: Any) => host);
    expect(spec.tls.flatMap((one: Any) => one.hosts)).toEqual(hosts);
    expect(only("ConfigMap").data.PUBLIC_URL).toBe(`https://${hosts[0]}`);
    const annotation = (name: string) =>
      metadata.annotations[`nginx.ingress.kubernetes.io/${name}`];
    expect(annotation("force-ssl-redirect")).toBe("true");
    expect(Number(annotation("limit-rps"))).toBeGreaterThan(0);
    expect(Number(annotation("limit-connections"))).toBeGreaterThan(0);
  });

  it("DEP-13: nothing is called and nothing calls unless a policy names it", () => {
    const policies = all("NetworkPolicy");
    const closed = policies.find(({ metadata }) => metadata.name === "default-deny");
    expect(closed.spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    for (const { spec } of policies) {
      for (const { from, ports } of spec.ingress ?? []) {
        expect(from.every((one: Any) => one.namespaceSelector !== undefined)).toBe(true);
        expect(ports).toEqual([{ protocol: "TCP", port: "http" }]);
      }
      for (const { to } of spec.egress ?? []) {
        // The metadata service of clouds gives keys to whoever asks.
        for (const { ipBlock } of to) {
          if (ipBlock !== undefined) expect(ipBlock.except).toContain("169.254.0.0/16");
        }
      }
    }
  });

  it("DEP-13: spread over zones, named ports, probes of routes that are there, resources", () => {
    const keys = pod().topologySpreadConstraints.map(({ topologyKey }: Any) => topologyKey);
    expect(keys).toEqual(["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);
    expect(container().ports).toEqual([{ name: "http", containerPort: 8000, protocol: "TCP" }]);
    expect(only("Service").spec.ports[0]).toMatchObject({ name: "http", targetPort: "http" });
    const routes = read("docs/reference/routes.txt");
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      const { path, port } = container()[probe].httpGet;
      expect(port).toBe("http");
      expect(routes, probe).toContain(`\nGET ${path}\n`);
    }
    const { requests, limits } = container().resources;
    for (const name of ["cpu", "memory", "ephemeral-storage"]) {
      expect([requests[name], limits[name]].every(Boolean), name).toBe(true);
    }
    // Longer than the drain of 20 s and the pause before it.
    expect(pod().terminationGracePeriodSeconds).toBeGreaterThan(25);
    const names = Object.keys(only("ConfigMap").data);
    expect(names.filter((name) => /KEY|TOKEN|SECRET|PASSWORD|_URL$/.test(name))).toEqual([
      "PUBLIC_URL",
    ]);
  });
});

describe.runIf(hasYaml)("compose", async () => {
  const load = async (path: string): Promise<Any> =>
    hasYaml ? (await readYaml(read(path)))[0] : {};
  const development = await load("docker-compose.yml");
  const production = await load("deployment/production/docker-compose.production.yml");
  const services = (file: Any): readonly (readonly [string, Any])[] =>
    Object.entries(file.services ?? {});

  it("DEP-11: only nginx and, on loopback, Grafana are published; stores are in networks without a way out", () => {
    const published = (file: Any) =>
      services(file).flatMap(([name, { ports = [] }]) => ports.map((port: string) => [name, port]));
    expect(published(development)).toEqual([["app", "127.0.0.1:8000:8000"]]);
    // nginx is in the network namespace of app, so its ports stand there.
    expect(production.services.nginx.network_mode).toBe("service:app");
    expect(published(production)).toEqual([
      ["app", "80:80"],
      ["app", "443:443"],
      ["grafana", "127.0.0.1:3000:3000"],
    ]);
    for (const file of [development, production]) {
      for (const name of ["postgres", "redis"]) {
        expect(file.services[name].networks).toEqual(["stores"]);
      }
      expect(file.networks.stores.internal).toBe(true);
    }
  });

  it("DEP-11: logs are rotated, dependencies have to be healthy, data is in volumes", () => {
    for (const file of [development, production]) {
      for (const [name, service] of services(file)) {
        expect(service.logging.options["max-size"], name).toBe("10m");
      }
      const { app, postgres } = file.services;
      expect(app.depends_on.postgres.condition).toBe("service_healthy");
      expect(app.depends_on.redis.condition).toBe("service_healthy");
      expect(app.volumes).toEqual(["data:/var/lib/plinth"]);
      expect(postgres.volumes).toEqual(["postgres:/var/lib/postgresql/data"]);
    }
  });

  it("DEP-11: in production everything is hardened, limited, watched and named by digest; no secret stands in it", () => {
    expect(services(production).map(([name]) => name)).toEqual([
      ...["app", "nginx", "postgres", "redis", "prometheus", "alertmanager", "grafana"],
    ]);
    const names = read("deployment/production/images.env.example");
    for (const [name, service] of services(production)) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        restart: "unless-stopped",
      });
      const { limits, reservations } = service.deploy.resources;
      expect([limits.memory, limits.cpus, reservations.memory].every(Boolean), name).toBe(true);
      // The image of the application has a health check of its own.
      expect(service.healthcheck !== undefined || name === "app", name).toBe(true);
      const variable = /^\$\{([A-Z]+_IMAGE):\?/.exec(service.image)?.[1];
      expect(names, name).toContain(`\n${variable}=\n`);
      for (const [key, value] of Object.entries(service.environment ?? {})) {
        const isSecret = /PASSWORD|KEY|TOKEN|SECRET/.test(key);
        expect(isSecret && !key.endsWith("_FILE"), `${name} ${key}=${value}`).toBe(false);
      }
    }
  });
});

describe("the image", () => {
  it("DEP-10: several stages, not root, a health check, no secret, a context of named things only", () => {
    const lines = read("Dockerfile").split("\n");
    expect(lines.filter((line) => line.startsWith("FROM "))).toEqual([
      ...["build", "dependencies", "server"].map((stage) => `FROM \${NODE_IMAGE} AS ${stage}`),
    ]);
    expect(lines).toContain("USER 1000:1000");
    expect(lines.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
    expect(
      lines.filter((line) => /^(ADD|ARG|ENV) .*(KEY|SECRET|TOKEN|PASSWORD)/.test(line)),
    ).toEqual([]);
    const [, ignored] = read(".dockerignore").split("\n");
    expect(ignored).toBe("*");
  });

  it("the unit of systemd gives up every right, and is restarted unless its settings are refused", () => {
    const unit = read("deployment/systemd/plinth.service");
    for (const line of [
      ...["DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateDevices=yes"],
      ...["CapabilityBoundingSet=", "RestrictNamespaces=yes", "SystemCallFilter=@system-service"],
      ...["Restart=always", "RestartPreventExitStatus=78", "UMask=0077"],
    ]) {
      expect(unit, line).toContain(`\n${line}\n`);
    }
  });
});

describe.runIf(hasYaml)("workflows", () => {
  it("DEP-14: run the script that everybody runs, with actions by commit, and nothing that is not there", async () => {
    const [workflow] = (await readYaml(read(".github/workflows/ci.yml"))) as [Any];
    expect(workflow.permissions).toEqual({ contents: "read" });
    const steps = Object.values(workflow.jobs).flatMap((job: Any) => job.steps);
    const commands = steps.flatMap(({ run: line }) => (line === undefined ? [] : [line]));
    expect(commands).toContain("bash .ci/run");
    expect(commands).toContain("npm run drill");
    for (const { uses } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    }
    const { scripts } = JSON.parse(read("package.json"));
    for (const [, name] of commands.join("\n").matchAll(/npm run ([\w:-]+)/g)) {
      expect(Object.keys(scripts)).toContain(name);
    }
    for (const [, file] of commands.join("\n").matchAll(/node (\S+\.ts)/g)) {
      expect(() => read(String(file))).not.toThrow();
    }
  });
});
