import { describe, expect, it } from "vitest";
import { BootError } from "#core";
import { loadConfig } from "../../load-config.ts";

const filesOf = (env: Record<string, string>) =>
  loadConfig({ env: { PORT: "8000", ...env } }).files;

const problemsOf = (env: Record<string, string>): string => {
  try {
    filesOf(env);
    return "taken";
  } catch (fault) {
    return fault instanceof BootError ? fault.message : String(fault);
  }
};

describe("UPL-04: settings of kept files", () => {
  it("scans nothing and keeps files in the data directory where nothing is said", () => {
    const files = filesOf({ PLINTH_DATA: "/srv/data" });
    expect(files).toEqual({
      directory: "/srv/data/files",
      isDirectoryNamed: false,
      origin: undefined,
      scan: "off",
      scanner: undefined,
    });
  });

  it("reads where clamd listens", () => {
    const scannerOf = (CLAMAV_ADDRESS: string) =>
      filesOf({ FILE_SCAN: "required", CLAMAV_ADDRESS }).scanner;
    expect(scannerOf("unix:/run/clamd.ctl")).toEqual({ path: "/run/clamd.ctl" });
    expect(scannerOf("scanner.internal:3310")).toEqual({ host: "scanner.internal", port: 3310 });
    expect(scannerOf("[::1]:3310")).toEqual({ host: "::1", port: 3310 });
    for (const text of ["unix:clamd", "scanner", ":3310", "a:0", "a:70000", "::1:3310", "a b:1"]) {
      expect(problemsOf({ FILE_SCAN: "required", CLAMAV_ADDRESS: text }), text).toContain(
        "CLAMAV_ADDRESS must be an address",
      );
    }
  });

  it("refuses what makes no sense together", () => {
    expect(problemsOf({ FILE_SCAN: "required" })).toContain("CLAMAV_ADDRESS is missing");
    expect(problemsOf({ FILE_SCAN: "best-effort" })).toContain("CLAMAV_ADDRESS is missing");
    expect(problemsOf({ CLAMAV_ADDRESS: "127.0.0.1:3310" })).toContain("nothing would be scanned");
    expect(problemsOf({ FILES_ORIGIN: "http://localhost:8000" })).toContain("another host");
    expect(problemsOf({ FILES_ORIGIN: "http://files.localhost:8000" })).toBe("taken");
  });
});
