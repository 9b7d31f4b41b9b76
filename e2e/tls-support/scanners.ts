import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const LIMIT_MS = 90_000;

/** Runs a program to its end; the text is empty where it failed. Never blocks: we are its target. */
const run = (
  program: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<string> =>
  new Promise((resolve) => {
    const env = { ...process.env, ...options.env };
    execFile(
      program,
      words,
      { ...options, env, timeout: LIMIT_MS, maxBuffer: 32 * 1024 * 1024 },
      (_, printed) => resolve(String(printed)),
    );
  });

const isThere = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

/** Which programs of others are on this machine. */
export const hasScanners = isThere("nmap") && isThere("sslscan");

/** Says loudly what cannot run here. */
export const warnSkipped = (what: string, isSkipped: boolean): void => {
  if (isSkipped) process.stderr.write(`\n*** SKIPPED: ${what} ***\n`);
};

/** What nmap's ssl-enum-ciphers found. */
export interface NmapVerdict {
  /** A to F; the worst suite that is spoken. */
  readonly leastStrength: string;
  readonly versions: readonly string[];
  readonly suites: readonly string[];
}

/** Lists versions and suites of a TLS port of this machine, with a letter for the worst. */
export const scanWithNmap = async (port: number): Promise<NmapVerdict> => {
  const words = ["-Pn", "-p", String(port), "--script", "ssl-enum-ciphers", "127.0.0.1"];
  const text = await run("nmap", [...words, "--script-args", "tls.servername=localhost"]);
  return {
    leastStrength: /least strength: (\w)/.exec(text)?.[1] ?? "",
    versions: [...text.matchAll(/^\| {3}((?:TLS|SSL)v[\d.]+):/gm)].map((match) => match[1] ?? ""),
    suites: [...text.matchAll(/^\| {7}(TLS_\w+)/gm)].map((match) => match[1] ?? ""),
  };
};

/** What sslscan found: versions that are spoken, and suites by their names. */
export interface SslscanVerdict {
  readonly versions: readonly string[];
  readonly suites: readonly string[];
  readonly hasCompression: boolean;
}

/** Asks sslscan about a TLS port of this machine. */
export const scanWithSslscan = async (port: number): Promise<SslscanVerdict> => {
  const words = ["--no-colour", "--xml=-", "--sni-name=localhost", `127.0.0.1:${port}`];
  const text = await run("sslscan", words);
  const enabled = /<protocol type="(\w+)" version="([\d.]+)" enabled="1"/g;
  return {
    versions: [...text.matchAll(enabled)].map((match) => `${match[1]} ${match[2]}`),
    suites: [...text.matchAll(/<cipher [^>]*cipher="([^"]+)"/g)].map((match) => match[1] ?? ""),
    hasCompression: /<compression supported="1"/.test(text),
  };
};

/** MDN's HTTP Observatory, installed for a test. */
export interface Observatory {
  /** Grade and score of the start page; trusts one authority. */
  readonly grade: (
    port: number,
    authorityFile: string,
  ) => Promise<{ readonly grade: string; readonly score: number }>;
}

/** Installs it into a folder from the package registry; undefined where that is out of reach. */
export const installObservatory = async (folder: string): Promise<Observatory | undefined> => {
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  const name = "@mdn/mdn-http-observatory";
  // Its install script fetches a list from elsewhere; the list is of no use for a local name.
  const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", `${name}@1.4.8`];
  await run("npm", words, { cwd: folder });
  const root = join(folder, "node_modules", name);
  try {
    writeFileSync(join(root, "conf/hsts-preload.json"), "{}");
  } catch {
    return undefined;
  }
  return {
    grade: async (port, authorityFile) => {
      const env = { NODE_EXTRA_CA_CERTS: authorityFile };
      const text = await run(process.execPath, [join(root, "src/scan.js"), `localhost:${port}`], {
        cwd: folder,
        env,
      });
      const { scan } = JSON.parse(text) as { scan: { grade: string; score: number } };
      return { grade: scan.grade, score: scan.score };
    },
  };
};
