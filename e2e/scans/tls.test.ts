import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { operationsModules } from "../../packages/plinth/src/app/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import type { Listening } from "../../packages/plinth/src/testing/listening.ts";
import { freePort } from "../support/free-port.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { type ServerProcess, startServer } from "../support/server.ts";
import { askTls } from "../tls-support/ask.ts";
import { createAuthority, putCertificate } from "../tls-support/certificates.ts";
import { hasNginx, type Nginx, startNginx, warnWithoutNginx } from "../tls-support/nginx.ts";
import { plantUpstream, plantWeakTls } from "../tls-support/planted.ts";
import {
  hasScanners,
  installObservatory,
  type Observatory,
  scanWithNmap,
  scanWithSslscan,
  warnSkipped,
} from "../tls-support/scanners.ts";

warnWithoutNginx();
warnSkipped("no nmap or sslscan (apt-get install nmap sslscan)", !hasScanners);

const authority = createAuthority();
const ca = authority.certificate.chain;
const INSTALL_MS = 120_000;
/** What csp_evaluator calls a possible high risk is 50; lower numbers are graver. */
const MEDIUM = 50;

const data = scratchDirectory();
const gatewayData = scratchDirectory();
const files = scratchDirectory();
const tools = scratchDirectory();
let weak: Listening;
let upstream: Listening;
let own: ServerProcess;
let gateway: ServerProcess;
let behind: ServerProcess;
let console_: TestApplication;
let nginx: Nginx | undefined;

/** The gateway's policy file: one page of an application that sends no header of its own. */
const writePolicy = (): string => {
  const path = join(files.path, "policy.json");
  const policy = {
    access: { public: true, because: "the start page" },
    summary: "The start page",
    produces: "html",
    responses: { "200": { type: "string" } },
  };
  const file = {
    name: "Planted",
    upstreams: [upstream.url],
    routes: [{ method: "GET", path: "/", policy }],
  };
  writeFileSync(path, JSON.stringify(file));
  return path;
};

beforeAll(async () => {
  const tls = putCertificate(files.path, authority.issue());
  weak = await plantWeakTls(authority.issue());
  upstream = await plantUpstream();
  own = await startServer(data.path, tls);
  gateway = await startServer(gatewayData.path, tls, ["--policy", writePolicy()], "gateway");
  console_ = await startTestApplication({
    modules: operationsModules,
    web: (cibozer.web ?? [])
      .filter(({ prefix }) => prefix === "/console")
      .map((web) => ({ ...web, prefix: "", pages: ["/"] })),
    env: tls,
  });
  if (hasNginx) {
    const second = join(data.path, "behind");
    behind = await startServer(second, {
      PORT: String(await freePort()),
      PUBLIC_URL: "https://app.example.org",
      TRUSTED_PROXIES: '["127.0.0.1"]',
    });
    const options = { folder: files.path, files: tls, upstream: Number(new URL(behind.url).port) };
    nginx = await startNginx(options);
  }
});
afterAll(async () => {
  await nginx?.stop();
  await Promise.all([own?.kill(), gateway?.kill(), behind?.kill(), console_?.stop()]);
  await Promise.all([weak?.close(), upstream?.close()]);
  for (const folder of [data, gatewayData, files, tools]) folder.remove();
});

const portOf = ({ url }: { readonly url: string }): number => Number(new URL(url).port);
const targets = () => [
  ["Cibozer", portOf(own)] as const,
  ["the gateway", portOf(gateway)] as const,
  ["the console", console_.address.port] as const,
];
const ends = () => [
  ["Plinth", portOf(own)] as const,
  ["the gateway", portOf(gateway)] as const,
  ...(nginx === undefined ? [] : [["nginx", nginx.port] as const]),
];

describe.skipIf(!hasScanners)("TLS as nmap and sslscan see it", () => {
  it("WEB-10: both find the weakness that is planted", async () => {
    const byNmap = await scanWithNmap(weak.port);
    expect(byNmap.leastStrength).toBe("F");
    expect(byNmap.versions).toContain("TLSv1.0");
    const bySslscan = await scanWithSslscan(weak.port);
    expect(bySslscan.versions).toContain("tls 1.0");
    expect(bySslscan.suites.join()).toMatch(/AECDH|NULL/);
  });

  it("WEB-10, WEB-11: Plinth, the gateway and nginx are graded A, with forward secrecy only", async () => {
    for (const [name, port] of ends()) {
      const { leastStrength, versions, suites } = await scanWithNmap(port);
      expect([name, leastStrength, versions]).toEqual([name, "A", ["TLSv1.2", "TLSv1.3"]]);
      expect(
        suites.filter((suite) => !/^TLS_(?:ECDHE|AKE)_.*(?:GCM|CHACHA20)/.test(suite)),
      ).toEqual([]);
    }
  });

  it("WEB-10, WEB-11: sslscan finds nothing under TLS 1.2, no weak suite, no compression", async () => {
    for (const [name, port] of ends()) {
      const { versions, suites, hasCompression } = await scanWithSslscan(port);
      expect([name, versions]).toEqual([name, ["tls 1.2", "tls 1.3"]]);
      expect(suites.length).toBeGreaterThan(3);
      expect(suites.filter((suite) => !/GCM|CHACHA20/.test(suite))).toEqual([]);
      expect(hasCompression).toBe(false);
    }
  });
});

describe("headers as others grade them", () => {
  let observatory: Observatory | undefined;
  const authorityFile = join(files.path, "authority.pem");
  beforeAll(async () => {
    writeFileSync(authorityFile, ca);
    observatory = await installObservatory(tools.path);
    warnSkipped("MDN Observatory cannot be installed here", observatory === undefined);
  }, INSTALL_MS);

  it("WEB-01: MDN's Observatory finds fault with the planted page", async ({ skip }) => {
    if (observatory === undefined) return skip("not installed");
    const { grade, score } = await observatory.grade(weak.port, authorityFile);
    expect(grade).toMatch(/^[DF]/);
    expect(score).toBeLessThan(50);
  });

  it("WEB-01, WEB-04: it gives A+ and 115 at least to our pages, and to pages behind the gateway", async ({
    skip,
  }) => {
    if (observatory === undefined) return skip("not installed");
    for (const [name, port] of targets()) {
      const { grade, score } = await observatory.grade(port, authorityFile);
      expect([name, grade]).toEqual([name, "A+"]);
      expect(score).toBeGreaterThanOrEqual(115);
    }
  });

  const graveOf = (policy: string) =>
    new CspEvaluator(new CspParser(policy).csp)
      .evaluate()
      .filter(({ severity }) => severity < MEDIUM)
      .map(({ directive, description }) => `${directive}: ${description}`);

  it("WEB-04: csp_evaluator finds fault with a planted policy, and with none of ours", async () => {
    expect(graveOf("default-src 'self'; script-src 'self' 'unsafe-inline'")).not.toEqual([]);
    const html = { accept: "text/html" };
    for (const [name, port] of targets()) {
      for (const path of ["/", "/docs", "/no-such-page", "/docs/errors/NOT_FOUND"]) {
        const url = `https://localhost:${port}${path}`;
        const { headers } = await askTls(url, { ca, agent: false, headers: html, family: 4 });
        const policy = headers["content-security-policy"];
        expect([name, path, graveOf(String(policy))]).toEqual([name, path, []]);
        expect(policy).toContain("frame-ancestors 'none'");
      }
    }
  });
});
