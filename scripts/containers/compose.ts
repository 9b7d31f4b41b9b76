import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LOCAL_BASE } from "./base-image.ts";
import { type Check, hold, NotRun } from "./check.ts";
import type { Engine } from "./engine.ts";
import { must, until } from "./shell.ts";
import { readYaml } from "./yaml.ts";

/** What the checks of compose files work with. */
interface ComposeParts {
  readonly engine: Engine;
  readonly root: string;
  readonly scratch: string;
  readonly image: string;
  readonly base: string;
}

/** A service of a compose file, as far as it is looked at or changed here. */
interface Service {
  readonly [member: string]: unknown;
  readonly ports?: readonly unknown[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

interface ComposeFile {
  readonly [member: string]: unknown;
  readonly services: Readonly<Record<string, Service>>;
}

/** Holds the network that all containers of a file share: a loopback of their own, and no way out. */
const HOLDER = "plinth-check-network";
const PROJECT = "plinth-check";
/** Images that stand in for those which cannot be pulled; other services are left out. */
const STANDINS: Readonly<Record<string, string>> = {
  postgres: "plinth-local/postgres",
  redis: "plinth-local/redis",
};
const EMAIL = "mia@example.org";
// plinth-audit-allow secret-in-source: of an account in containers that are removed
const PASSWORD = "Correct-Horse7-battery";

const compose = (words: readonly string[], env: Readonly<Record<string, string>>, cwd: string) =>
  must("docker-compose", ["--project-name", PROJECT, ...words], { cwd, env });

/** The file as compose understands it, for containers that share one network of their own. */
const localise = (file: ComposeFile, image: string): ComposeFile => {
  const kept = Object.entries(file.services).filter(
    ([name]) => name === "app" || STANDINS[name] !== undefined,
  );
  const services = kept.map(([name, service]) => {
    const { build: _, networks: _n, ports: _p, deploy: _d, ...rest } = service;
    const changed = {
      ...rest,
      image: STANDINS[name] ?? image,
      network_mode: `container:${HOLDER}`,
    };
    return [name, changed] as const;
  });
  const { networks: _, ...rest } = file;
  return { ...rest, services: Object.fromEntries(services) };
};

const healthOf = async (engine: Engine, service: string): Promise<string> => {
  const filter = `label=com.docker.compose.service=${service}`;
  const id = (await engine.docker(["ps", "--all", "--quiet", "--filter", filter])).trim();
  if (id === "") return "absent";
  const format = "{{.State.Status}} {{.State.Health.Status}}";
  return (await engine.docker(["inspect", "--format", format, id])).trim();
};

const inApp = (program: string): readonly string[] => ["exec", "-T", "app", "node", "-e", program];

const signIn = `fetch("http://127.0.0.1:8000/api/v1/auth/signin", { method: "POST",
  headers: { "Content-Type": "application/json", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1" },
  body: JSON.stringify({ email: "${EMAIL}", password: "${PASSWORD}" }) }).then((answer) => console.log(answer.status))`;

/** Brings a file up, tells it something, makes all its containers anew, and asks for it. */
const upAndDown = async (
  { engine, scratch, image }: ComposeParts,
  { file, cwd, env }: { file: ComposeFile; cwd: string; env: Readonly<Record<string, string>> },
): Promise<string> => {
  const own = { ...engine.environment, ...env };
  const path = join(scratch, "compose.json");
  writeFileSync(path, JSON.stringify(localise(file, image)));
  const words = (more: readonly string[]) => ["--file", path, "--project-directory", cwd, ...more];
  const call = (...more: readonly string[]) => compose(words(more), own, cwd);
  const hosts = ["postgres", "redis"].flatMap((name) => ["--add-host", `${name}:127.0.0.1`]);
  await engine.try(["rm", "--force", HOLDER]);
  await engine.docker([
    ...["run", "--detach", "--name", HOLDER, "--network", "none", ...hosts, LOCAL_BASE],
    ...["node", "-e", "setInterval(() => undefined, 1e9)"],
  ]);
  const ready = () =>
    until("a healthy app", 90_000, async () =>
      (await healthOf(engine, "app")) === "running healthy" ? true : undefined,
    );
  // What a round left that was ended in the middle would be taken over otherwise.
  await call("down", "--volumes", "--timeout", "5");
  try {
    const began = performance.now();
    await call("up", "--detach");
    await ready();
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    for (const name of Object.keys(STANDINS)) {
      const health = await healthOf(engine, name);
      hold(health === "running healthy", `${name} is ${health}`);
    }
    const main = "packages/plinth/dist/cli/main.js";
    const health = JSON.parse(
      await call("exec", "-T", "app", "node", main, "health", "--json"),
    ) as {
      components: Readonly<Record<string, string>>;
    };
    hold(health.components["redis"] !== "degraded", "the application does not reach Redis");
    await call(
      ...["exec", "-T", "app", "node", main, "user", "create"],
      ...["--email", EMAIL, "--password", PASSWORD],
    );
    await call("up", "--detach", "--force-recreate");
    await ready();
    const status = (await call(...inApp(signIn))).trim();
    hold(
      status === "200",
      `after all containers were made anew, the account signs in with ${status}`,
    );
    return `up and healthy after ${seconds} s; all containers made anew: the account of before signs in`;
  } finally {
    await call("down", "--volumes", "--timeout", "30").catch(() => undefined);
    await engine.try(["rm", "--force", HOLDER]);
  }
};

const readFile = async (
  path: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<ComposeFile> => {
  const text = await compose(["--file", path, "config"], env, cwd);
  const [file] = await readYaml(text);
  return file as ComposeFile;
};

const privately = (path: string, text: string, owner = 0): void => {
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  chownSync(path, owner, owner);
};

/** A copy of deployment/ with the files that an operator makes; see docs/guide/deployment.md. */
const prepareProduction = (root: string, scratch: string): string => {
  const copy = join(scratch, "deployment");
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, "deployment"), copy, { recursive: true });
  const at = join(copy, "production");
  const word = () => randomBytes(24).toString("base64url");
  const [database, redis] = [word(), word()];
  mkdirSync(join(at, "secrets"), { recursive: true });
  privately(join(at, "secrets/postgres-password"), database);
  // The user of Redis in its image.
  privately(join(at, "secrets/redis.conf"), `requirepass ${redis}\nsave ""\nport 6379\n`, 999);
  privately(join(at, "secrets/grafana-password"), word(), 472);
  privately(join(at, "secrets/ops-token"), randomBytes(48).toString("base64url"), 65534);
  privately(
    join(at, "plinth.env"),
    [
      "PUBLIC_URL=https://app.example.org",
      ...["SECRET_KEY", "JWT_SECRET_KEY"].map(
        (name) => `${name}=${randomBytes(48).toString("base64url")}`,
      ),
      `DATABASE_URL=postgresql://plinth:${database}@postgres:5432/plinth`,
      `REDIS_URL=redis://:${redis}@redis:6379/0`,
      "SMTP_URL=smtp://127.0.0.1:2525",
      "MAIL_FROM=App <app@example.org>",
      "",
    ].join("\n"),
  );
  return at;
};

const IMAGES = ["PLINTH", "NGINX", "POSTGRES", "REDIS", "PROMETHEUS", "ALERTMANAGER", "GRAFANA"];

/** Everything that is claimed of the compose files, in its order. */
export const composeChecks = (
  parts: ComposeParts,
): { readonly checks: readonly Check[]; readonly clear: () => Promise<void> } => {
  const { engine, root, scratch, base } = parts;
  const requireStandins = (): void => {
    if (base !== LOCAL_BASE) throw new NotRun("runs with local stand-ins of the images only");
    if (!existsSync("/usr/bin/docker-compose")) throw new NotRun("docker-compose is missing");
  };
  return {
    checks: [
      {
        id: "compose-development",
        claim: "docker-compose.yml comes up healthy with both stores, and keeps what it was told",
        requirement: "DEP-11",
        look: async () => {
          requireStandins();
          const env = { NODE_IMAGE: base };
          const path = join(root, "docker-compose.yml");
          return upAndDown(parts, { file: await readFile(path, env, root), cwd: root, env });
        },
      },
      {
        id: "compose-production",
        claim:
          "Application, PostgreSQL and Redis of the production file come up read-only and healthy",
        requirement: "DEP-11",
        look: async () => {
          requireStandins();
          const cwd = prepareProduction(root, scratch);
          const env = Object.fromEntries(IMAGES.map((name) => [`${name}_IMAGE`, "unused"]));
          const path = join(cwd, "docker-compose.production.yml");
          return upAndDown(parts, { file: await readFile(path, env, cwd), cwd, env });
        },
      },
    ],
    clear: async () => {
      await engine.try(["rm", "--force", HOLDER]);
    },
  };
};
