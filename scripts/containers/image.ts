import { randomBytes } from "node:crypto";
import { type Check, hold } from "./check.ts";
import type { Engine } from "./engine.ts";
import { until } from "./shell.ts";

/** What the checks of an image work with. */
export interface ImageParts {
  readonly engine: Engine;
  readonly root: string;
  /** With a digest, or LOCAL_BASE. */
  readonly base: string;
  /** Name that the built image gets. */
  readonly image: string;
}

const MAIN = "packages/plinth/dist/cli/main.js";
const NAME = "plinth-check-app";
const VOLUME = "plinth-check-data";
const EMAIL = "mia@example.org";
// plinth-audit-allow secret-in-source: of an account in a container that is removed
const PASSWORD = "Correct-Horse7-battery";

const key = (): string => randomBytes(48).toString("base64url");

/** Settings of production; they reach the container by name, and stand in no argument. */
const productionSettings = (): Readonly<Record<string, string>> => ({
  PLINTH_ENV: "production",
  PUBLIC_URL: "https://app.example.org",
  SECRET_KEY: key(),
  JWT_SECRET_KEY: key(),
  SMTP_URL: "smtp://127.0.0.1:2525",
  MAIL_FROM: "App <app@example.org>",
  // The checks ask as a proxy would that spoke HTTPS with somebody.
  TRUSTED_PROXIES: '["127.0.0.1"]',
});

/** Node in a container, with a program as text. */
const inside = (engine: Engine, name: string, program: string): Promise<string> =>
  engine.docker(["exec", name, "node", "-e", program]);

const start = async (
  { engine, image }: ImageParts,
  settings: Readonly<Record<string, string>>,
): Promise<void> => {
  await engine.docker(
    [
      ...["run", "--detach", "--name", NAME, "--read-only", "--cap-drop", "ALL"],
      ...["--security-opt", "no-new-privileges", "--memory", "1g", "--network", "none"],
      ...["--volume", `${VOLUME}:/var/lib/plinth`],
      ...Object.keys(settings).flatMap((name) => ["--env", name]),
      image,
    ],
    { env: settings },
  );
};

const healthy = ({ engine }: ImageParts): Promise<string> =>
  until("a healthy container", 90_000, async () => {
    const format = "{{.State.Status}} {{.State.Health.Status}}";
    const state = (await engine.docker(["inspect", "--format", format, NAME])).trim();
    if (state.startsWith("exited"))
      throw new Error(`it ended: ${await engine.docker(["logs", NAME])}`);
    return state === "running healthy" ? state : undefined;
  });

const remove = async ({ engine }: ImageParts): Promise<void> => {
  await engine.try(["rm", "--force", NAME]);
};

/** A request of which half is sent; the rest follows after `SIGTERM` is on its way. */
const SLOW_REQUEST = `
const body = JSON.stringify({ email: "nobody@example.org", password: "x" });
const socket = require("node:net").connect(8000, "127.0.0.1", () => {
  socket.write("POST /api/v1/auth/signin HTTP/1.1\\r\\nHost: app.example.org\\r\\nX-Forwarded-Proto: https\\r\\n" +
    "Content-Type: application/json\\r\\nContent-Length: " + body.length + "\\r\\n\\r\\n" + body.slice(0, 10));
  setTimeout(() => socket.write(body.slice(10)), 2000);
});
socket.on("data", (data) => { console.log(String(data).split("\\r\\n")[0]); socket.destroy(); });
socket.on("error", (fault) => console.log("cut off: " + fault.message));
socket.on("close", () => console.log("closed"));
`;

const buildChecks = (parts: ImageParts): readonly Check[] => {
  const { engine, root, base, image } = parts;
  const build = ["build", "--network", "host", "--build-arg"];
  return [
    {
      id: "image-digest",
      claim: "A base image that is named without a digest is refused",
      requirement: "DEP-10",
      look: async () => {
        await engine.docker(["tag", base, "plinth-unpinned:24"]);
        const words = [...build, "NODE_IMAGE=plinth-unpinned:24", "--target", "build", root];
        const { code, told, out } = await engine.try(words);
        await engine.try(["rmi", "plinth-unpinned:24"]);
        const isSaid = `${told}${out}`.includes("must name a digest");
        hold(code !== 0 && isSaid, `the build ended with ${code}`);
        return "the build ends with NODE_IMAGE must name a digest";
      },
    },
    {
      id: "image-build",
      claim: "The image builds from a clean context in several stages",
      requirement: "DEP-10",
      look: async () => {
        // What an earlier round left must not stand in for what this one could not build.
        await engine.try(["rmi", "--force", image]);
        await engine.docker([...build, `NODE_IMAGE=${base}`, "--quiet", "-t", image, root]);
        const size = async (name: string) =>
          Number(await engine.docker(["image", "inspect", "--format", "{{.Size}}", name])) / 1e6;
        const [whole, below] = [await size(image), await size(base)];
        return `${Math.round(whole - below)} MB over the base image of ${Math.round(below)} MB`;
      },
    },
    {
      id: "image-content",
      claim:
        "No development dependency, package manager, test, source map or secret is in the image",
      requirement: "DEP-10, CFG-08",
      look: async () => {
        const list = await engine.docker([
          ...["run", "--rm", "--network", "none", "--entrypoint", "node", image, "-e"],
          `const { readdirSync } = require("node:fs");
           for (const at of ["/app", "/usr/local/lib", "/usr/local/bin", "/var/lib/plinth"])
             for (const name of readdirSync(at, { recursive: true })) console.log(at + "/" + name);`,
        ]);
        const files = list.trim().split("\n");
        const unwanted = files.filter((name) =>
          /node_modules\/(typescript|vitest|@biomejs|vite|react|playwright-core|knip)(\/|$)|\/npm$|^\/app\/(packages|apps)\/.*\.test\.js$|^\/app\/(packages|apps)\/.*\.map$|\/\.env|\.git\/|secrets\.json$/.test(
            name,
          ),
        );
        hold(unwanted.length === 0, `in the image: ${unwanted.slice(0, 5).join(", ")}`);
        hold(
          files.some((name) => name.endsWith("dist/cli/main.js")),
          "the server is not in the image",
        );
        const format = "{{json .Config.Env}} {{.Config.User}}";
        const config = await engine.docker(["image", "inspect", "--format", format, image]);
        hold(!/KEY|PASSWORD|TOKEN/.test(config), "a secret stands in the image's environment");
        hold(config.trim().endsWith("1000:1000"), "the image runs as root");
        return `${files.length} files`;
      },
    },
  ];
};

const runChecks = (parts: ImageParts): readonly Check[] => {
  const { engine, image } = parts;
  const settings = productionSettings();
  return [
    {
      id: "container-refuses",
      claim: "Without its secrets a container in production ends at once and names them",
      requirement: "DEP-10, CFG-03",
      look: async () => {
        const words = ["run", "--rm", "--network", "none", "--env", "PLINTH_ENV=production", image];
        const { code, told } = await engine.try(words);
        hold(code === 78 && told.includes("SECRET_KEY is required"), `it ended with ${code}`);
        return "exit 78, five names";
      },
    },
    {
      id: "container-healthy",
      claim: "Read-only, as user 1000, without capabilities or network, it becomes healthy",
      requirement: "DEP-10",
      look: async () => {
        const began = performance.now();
        await start(parts, settings);
        await healthy(parts);
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        const facts = await inside(
          engine,
          NAME,
          `const { readFileSync, writeFileSync } = require("node:fs");
           const status = readFileSync("/proc/1/status", "utf8");
           let root = "writable";
           try { writeFileSync("/app/x", ""); } catch (fault) { root = fault.code; }
           console.log(process.getuid(), /CapEff:\\s*(\\w+)/.exec(status)[1], root, /VmRSS:\\s*(\\d+)/.exec(status)[1]);`,
        );
        const [user, capabilities, written, memory] = facts.trim().split(" ");
        hold(user === "1000", `it runs as ${user}`);
        hold(Number.parseInt(capabilities ?? "f", 16) === 0, `it has capabilities ${capabilities}`);
        hold(written === "EROFS", `its root is ${written}`);
        return `healthy after ${seconds} s; ${Math.round(Number(memory) / 1024)} MB resident`;
      },
    },
    {
      id: "container-drain",
      claim: "SIGTERM ends it with 0 after the request under way is answered",
      requirement: "DEP-10, DEP-03",
      look: async () => {
        await engine.docker(
          [
            "exec",
            "--interactive",
            NAME,
            "node",
            MAIN,
            "user",
            "create",
            "--email",
            EMAIL,
            "--password",
            "-",
          ],
          { input: PASSWORD },
        );
        const asked = engine.try(["exec", NAME, "node", "-e", SLOW_REQUEST]);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const began = performance.now();
        await engine.docker(["stop", "--time", "30", NAME]);
        const seconds = Math.round((performance.now() - began) / 100) / 10;
        const code = await engine.docker(["inspect", "--format", "{{.State.ExitCode}}", NAME]);
        const [answer = ""] = (await asked).out.split("\n");
        hold(code.trim() === "0", `it ended with ${code.trim()}`);
        hold(
          answer.startsWith("HTTP/1.1 401"),
          `the request under way got: ${answer || "nothing"}`,
        );
        return `${answer.trim()} for the request under way; ended after ${seconds} s with 0`;
      },
    },
    {
      id: "container-recreate",
      claim: "A new container over the same volume holds what the one before was told",
      requirement: "DEP-10, DEP-11",
      look: async () => {
        await remove(parts);
        await start(parts, settings);
        await healthy(parts);
        const status = await inside(
          engine,
          NAME,
          `fetch("http://127.0.0.1:8000/api/v1/auth/signin", { method: "POST",
             headers: { "Content-Type": "application/json", "X-Forwarded-Proto": "https" }, redirect: "manual",
             body: JSON.stringify({ email: "${EMAIL}", password: "${PASSWORD}" }) })
             .then((answer) => console.log(answer.status));`,
        );
        hold(status.trim() === "200", `the account of before signs in with ${status.trim()}`);
        return "the account of before signs in";
      },
    },
  ];
};

/** Everything that is claimed of the image, in its order; `clear` takes away what they leave. */
export const imageChecks = (
  parts: ImageParts,
): { readonly checks: readonly Check[]; readonly clear: () => Promise<void> } => ({
  checks: [...buildChecks(parts), ...runChecks(parts)],
  clear: async () => {
    await remove(parts);
    await parts.engine.try(["volume", "rm", VOLUME]);
  },
});
