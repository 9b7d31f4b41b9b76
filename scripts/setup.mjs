/**
 * What `npm start` and `npm test` do first: install and build whatever is missing or stale, with
 * visible progress. Plain JavaScript without dependencies, because it runs before there are any,
 * on whatever Node the machine has.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, ".stamp");

/** The pinned runtime (Node 24, from the npm package `node`). */
export const pinnedNode = join(
  root,
  "node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
);

/** Prints one line of progress. */
export const say = (line) => process.stderr.write(`plinth: ${line}\n`);

const run = (command, args) => {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    say(`"${command} ${args.join(" ")}" failed; see the lines above`);
    process.exit(result.status ?? 1);
  }
};

const hashOf = (files) => {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
};

const isFresh = (name, value) => {
  const file = join(stamps, name);
  return existsSync(file) && readFileSync(file, "utf8") === value;
};

const stamp = (name, value) => {
  try {
    mkdirSync(stamps, { recursive: true });
    writeFileSync(join(stamps, name), value);
  } catch (fault) {
    say(
      `${stamps} cannot be written (${fault.code}): build once as the user who owns this checkout`,
    );
    process.exit(74);
  }
};

/** All files below some folders, builds and dependencies left out. */
export const filesBelow = (folders) => {
  const found = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (["node_modules", "dist"].includes(entry.name)) continue;
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else found.push(path);
    }
  };
  for (const folder of folders) visit(folder);
  return found.sort();
};

const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), "utf8")).packages;

/**
 * Whether npm's own note of what it installed says the same as the lockfile. Somebody may have run npm
 * by hand, and `npm ci` begins by removing everything, under whatever runs from here.
 */
const isInstalled = () => {
  try {
    const found = packagesOf("node_modules/.package-lock.json");
    return Object.entries(packagesOf("package-lock.json")).every(
      ([path, { version, integrity, link, optional }]) => {
        if (link || !path.includes("node_modules/")) return true;
        const there = found[path];
        // What is for other systems is not there.
        if (there === undefined) return optional === true;
        return there.version === version && there.integrity === integrity;
      },
    );
  } catch {
    return false;
  }
};

/** Installs dependencies when the lockfile is not what is installed. */
export const install = () => {
  const wanted = hashOf(["package-lock.json"]);
  if (existsSync(pinnedNode) && isFresh("install", wanted)) return;
  if (existsSync(pinnedNode) && isInstalled()) {
    stamp("install", wanted);
    return;
  }
  say("installing dependencies (npm ci) …");
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (!existsSync(pinnedNode)) {
    // Where install scripts are off altogether, the runtime's own step has to be run by name.
    run("npm", ["rebuild", "node", "--ignore-scripts=false"]);
  }
  stamp("install", wanted);
};

const WEB = [
  {
    name: "console",
    folder: "packages/console",
    output: "dist/app",
    config: [],
    sources: ["packages/console"],
  },
  {
    name: "cibozer",
    folder: "apps/cibozer",
    output: "dist/web",
    config: ["--config", "web/vite.config.ts"],
    sources: [
      "packages/console/src",
      "packages/console/build",
      "apps/cibozer/web",
      "apps/cibozer/core",
      "apps/cibozer/data",
    ],
  },
];

/** Builds the web applications whose sources changed. */
export const buildWeb = () => {
  for (const { name, folder, output, config, sources } of WEB) {
    const wanted = hashOf(["package-lock.json", ...filesBelow(sources)]);
    const built = existsSync(join(root, folder, output, "index.html"));
    if (built && isFresh(`web-${name}`, wanted)) continue;
    say(`building the web application ${name} …`);
    const result = spawnSync(
      pinnedNode,
      [join(root, "node_modules/vite/bin/vite.js"), "build", "--logLevel", "warn", ...config],
      { cwd: join(root, folder), stdio: ["ignore", 2, 2] },
    );
    if (result.status !== 0) process.exit(result.status ?? 1);
    compress(join(root, folder, output));
    stamp(`web-${name}`, wanted);
  }
};

/** Puts .br and .gz files beside everything text-like over 1 KB, once, at build time. */
const compress = (folder) => {
  const script = join(root, "scripts/compress.mjs");
  const result = spawnSync(pinnedNode, [script, folder], { stdio: ["ignore", 2, 2] });
  if (result.status !== 0) process.exit(result.status ?? 1);
};

/** Packs the server's packages when their sources changed; the stamp is a hash of every file. */
export const compile = () => {
  const folders = [
    "packages/plinth/src",
    "apps/cibozer/core",
    "apps/cibozer/data",
    "apps/cibozer/server",
    // What pages and files both say is packed with the server.
    "apps/cibozer/web/locales",
  ];
  const sources = filesBelow(folders).filter((path) => !/\.test(-support)?\.tsx?$/.test(path));
  const wanted = hashOf([
    "package-lock.json",
    "packages/plinth/package.json",
    "scripts/pack.mjs",
    "scripts/line-runs.ts",
    ...sources,
  ]);
  const built =
    existsSync(join(root, "packages/plinth/dist/cli/main.js")) &&
    existsSync(join(root, "apps/cibozer/dist/server/application.js"));
  if (built && isFresh("compile", wanted)) return;
  say("packing the server …");
  const script = join(root, "scripts/pack.mjs");
  const result = spawnSync(pinnedNode, ["--disable-warning=ExperimentalWarning", script], {
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  stamp("compile", wanted);
};

/** Checks the types of the server's packages, and writes the declarations that importers of them read. */
export const declare = () => {
  say("checking types …");
  const compiler = join(root, "node_modules/typescript-native/bin/tsc");
  const result = spawnSync(pinnedNode, [compiler, "-b", "packages/plinth", "apps/cibozer"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
};

/** The seed of the property tests: given, or derived from the commit; printed, so that it can be given. */
export const propertySeed = () => {
  const given = process.env.PROPERTY_SEED;
  if (given !== undefined) return given;
  const head = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
  return String(
    Number.parseInt(head.status === 0 ? head.stdout.slice(0, 7) : "plinth0", 36) % 2 ** 31,
  );
};

/** Replaces this process by another where the system can, else waits for it. */
export const become = (command, args) => {
  if (typeof process.execve === "function" && process.platform !== "win32") {
    process.execve(command, [command, ...args], process.env);
  }
  const child = spawn(command, args, { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
};
