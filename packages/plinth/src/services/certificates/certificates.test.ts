import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BootError, createEvents, createManualClock } from "#core";
import { createLogger, createMetrics } from "#telemetry";
import { makeTestCertificate } from "../../testing/certificates.ts";
import { createCertificateFiles, watchCertificate } from "./index.ts";

const DAY = 86_400_000;
const first = makeTestCertificate();
const second = makeTestCertificate({ days: 200 });

describe("a certificate that follows its files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-certificates-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const paths = () => ({ cert: join(folder, "cert.pem"), key: join(folder, "key.pem") });
  const put = (chain: string, key: string): void => {
    writeFileSync(paths().cert, chain);
    writeFileSync(paths().key, key);
  };
  const setUp = () => {
    put(first.chain, first.key);
    const clock = createManualClock(Date.now());
    const names: string[] = [];
    const lines: string[] = [];
    const served: string[] = [];
    const events = createEvents(() => undefined);
    events.on("security", ({ name, severity }) => names.push(`${name} ${severity}`));
    const metrics = createMetrics();
    const files = createCertificateFiles({ files: paths(), clock });
    const watch = watchCertificate({
      files,
      paths: paths(),
      clock,
      startTimer: clock.startTimer,
      events,
      metrics,
      log: createLogger({
        level: "info",
        clock,
        component: "test",
        destination: { write: (line: string) => lines.push(line) },
      }),
      onRenewed: ({ chain }) => served.push(chain),
    });
    return { clock, names, lines, served, metrics, files, watch };
  };

  it("WEB-12: serves another pair once both files are there, and never a mixed one", () => {
    const { names, served, files, watch } = setUp();
    watch.look("test");
    expect(names).toEqual([]);
    writeFileSync(paths().cert, second.chain);
    watch.look("test");
    watch.look("test");
    expect(files.current().chain).toBe(first.chain);
    expect(names).toEqual(["certificate.refused warning"]);
    writeFileSync(paths().key, second.key);
    watch.look("test");
    expect(served).toEqual([second.chain]);
    expect(names).toEqual(["certificate.refused warning", "certificate.renewed info"]);
    watch.close();
  });

  it("WEB-12: looks by itself; a bad file is told once and the old pair stays", () => {
    const { clock, lines, served, metrics, watch } = setUp();
    watch.start();
    put("rubbish", "PRIVATE rubbish");
    clock.advance(60_000);
    clock.advance(60_000);
    expect(served).toEqual([]);
    expect(lines.filter((line) => line.includes("cannot be served"))).toHaveLength(1);
    expect(lines.join()).not.toContain("PRIVATE");
    put(second.chain, second.key);
    clock.advance(60_000);
    expect(served).toEqual([second.chain]);
    expect(metrics.render()).toContain('tls_certificate_changes_total{outcome="refused"} 1');
    expect(metrics.render()).toContain('tls_certificate_changes_total{outcome="taken"} 1');
    watch.close();
  });

  it("WEB-12: announces the end three weeks before, gravely in the last week, once a day", () => {
    const { clock, names, metrics, watch } = setUp();
    watch.start();
    expect(watch.health()).toMatchObject({ healthy: true, required: false });
    clock.advance(68 * DAY);
    expect(names).toEqual([]);
    clock.advance(2 * DAY);
    clock.advance(3_600_000);
    expect(names).toEqual(["certificate.expiring warning"]);
    clock.advance(14 * DAY);
    expect(names).toEqual(["certificate.expiring warning", "certificate.expiring alert"]);
    expect(watch.health()).toMatchObject({ healthy: false, detail: { daysLeft: 5 } });
    const days = Number(/^tls_certificate_days_left (\S+)$/m.exec(metrics.render())?.[1]);
    expect(days).toBeGreaterThan(5);
    expect(days).toBeLessThan(7);
    watch.close();
  });

  it.each([
    ["no file", () => undefined, /^TLS_CERT cannot be read \(ENOENT\)$/],
    ["another key", () => put(first.chain, second.key), /TLS_CERT and TLS_KEY: the key does not/],
  ])("WEB-10: %s stops the start in one line", (_, prepare, words) => {
    prepare();
    const clock = createManualClock(Date.now());
    try {
      createCertificateFiles({ files: paths(), clock });
      expect.unreachable();
    } catch (fault) {
      expect(fault).toBeInstanceOf(BootError);
      expect((fault as BootError).problems).toHaveLength(1);
      expect((fault as BootError).problems[0]).toMatch(words);
    }
  });
});
