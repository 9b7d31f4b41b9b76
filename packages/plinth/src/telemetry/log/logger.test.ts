import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEvents, createManualClock } from "#core";
import { openDestination } from "./destination.ts";
import { createLogger, type LogLevel } from "./logger.ts";
import { recordSecurityEvents } from "./security-events.ts";

const setup = (level: LogLevel = "info") => {
  const lines: string[] = [];
  const logger = createLogger({
    level,
    clock: createManualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
    component: "main",
    destination: { write: (line) => lines.push(line) },
  });
  const parsed = () => lines.map((line) => JSON.parse(line));
  return { logger, lines, parsed };
};

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Any UTF-16: controls and lone surrogates included. */
const anyText = (maxLength = 30): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat({ max: 0xff }), fc.nat({ max: 0xffff })), { maxLength })
    .map((units) => String.fromCharCode(...units));

describe("lines", () => {
  test("LOG-01: one JSON line an event with the documented keys", () => {
    const { logger, lines, parsed } = setup();
    logger.info("started", { requestId: "r1", traceId: "t1", port: 8_000 });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.endsWith("}\n")).toBe(true);
    expect(parsed()[0]).toEqual({
      level: "info",
      time: "2026-01-02T03:04:05.006Z",
      component: "main",
      requestId: "r1",
      traceId: "t1",
      port: 8_000,
      message: "started",
    });
  });

  test("LOG-01: LOG_LEVEL is honoured by every method", () => {
    const written = LEVELS.map((level) => {
      const { logger, parsed } = setup(level);
      for (const each of LEVELS) logger[each]("x");
      expect(LEVELS.filter((each) => logger.isEnabled(each))).toEqual(
        LEVELS.slice(LEVELS.indexOf(level)),
      );
      return parsed().map((line) => line.level);
    });
    expect(written).toEqual(LEVELS.map((_, index) => LEVELS.slice(index)));
    const { logger, lines } = setup("silent");
    logger.fatal("x");
    expect(lines).toEqual([]);
  });

  test("LOG-01: a change of level reaches parents and children at once", () => {
    const { logger, parsed } = setup("warn");
    const child = logger.child("http");
    const grandchild = child.child("router");
    logger.info("1");
    child.setLevel("debug");
    logger.debug("2");
    grandchild.debug("3");
    logger.setLevel("error");
    grandchild.warn("4");
    expect(parsed().map(({ message, component }) => [message, component])).toEqual([
      ["2", "main"],
      ["3", "router"],
    ]);
    expect([logger.level(), grandchild.level()]).toEqual(["error", "error"]);
    expect(() => logger.setLevel("loud" as LogLevel)).toThrow(RangeError);
    expect(() => setup("loud" as LogLevel)).toThrow(RangeError);
    expect(() => logger.setLevel("__proto__" as LogLevel)).toThrow(RangeError);
  });

  test("LOG-01: an error is written with name, message, code, stack and causes", () => {
    const { logger, parsed } = setup();
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    logger.error("failed", { error: new TypeError("no database", { cause }) });
    expect(parsed()[0].error).toMatchObject({
      name: "TypeError",
      message: "no database",
      stack: expect.stringContaining("TypeError: no database"),
      cause: { name: "Error", message: "refused", code: "ECONNREFUSED" },
    });
  });

  test("LOG-02: CR, LF and terminal escapes cannot forge a line or colour a terminal", () => {
    const { logger, lines, parsed } = setup();
    const attack = 'x\r\n{"level":"error"}\u001b[2J\u009b31m\u2028\u202e\u007f\0';
    logger.info(attack, { field: attack, [attack]: 1 });
    logger.child(attack).info("x");
    logger.writeLine(`{"message":"${attack.replaceAll('"', "'")}"}`);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/^[^\p{Cc}\u2028\u2029\u202e]+\n$/u);
    expect(parsed()[0].message).toBe(attack);
    expect(parsed()[0].field).toBe(attack);
  });

  test("LOG-02: fields cannot shadow level, time, component or message", () => {
    const { logger, lines, parsed } = setup();
    logger.info("real", { level: "fatal", time: "x", component: "y", message: "forged" });
    expect(parsed()[0]).toMatchObject({ level: "info", component: "main", message: "real" });
    expect(parsed()[0]).toMatchObject({ field_level: "fatal", field_message: "forged" });
    expect(lines[0]?.match(/"message":/g)).toHaveLength(1);
  });

  test("messages are text, never formats", () => {
    const { logger, parsed } = setup();
    logger.info("100%% of %s %d %j %o", { a: 1 });
    logger.info("like a request", { method: "GET", headers: { accept: "x" }, socket: { a: 1 } });
    expect(parsed()[0].message).toBe("100%% of %s %d %j %o");
    expect(parsed()[1]).toMatchObject({ method: "GET", headers: { accept: "x" } });
  });

  test("LOG-01: pre-built lines count as info", () => {
    const { logger, lines } = setup("warn");
    logger.writeLine("{}");
    logger.setLevel("info");
    logger.writeLine("{}");
    expect(lines).toEqual(["{}\n"]);
  });

  test("P-018: any log call gives exactly one line of valid JSON with the required keys", () => {
    const { logger, lines } = setup("trace");
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        anyText(),
        fc.dictionary(
          anyText(),
          fc.anything({
            withMap: true,
            withBigInt: true,
            withDate: true,
            withSparseArray: true,
            withNullPrototype: true,
            withTypedArray: true,
          }),
        ),
        (level, message, fields) => {
          lines.length = 0;
          logger[level](message, fields);
          expect(lines).toHaveLength(1);
          expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
          expect(JSON.parse(lines[0] ?? "")).toMatchObject({
            level,
            time: "2026-01-02T03:04:05.006Z",
            component: "main",
            message: expect.any(String),
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("destinations", () => {
  test("a file is appended to, complete after flush, readable by its owner only", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-log-"));
    try {
      const destination = join(directory, "app.log");
      const options = { level: "info", clock: createManualClock(), component: "main" } as const;
      for (const part of ["one", "two"]) {
        const logger = createLogger({ ...options, destination });
        for (let index = 0; index < 500; index += 1) logger.info(`${part} ${index}`);
        logger.flush();
      }
      const lines = readFileSync(destination, "utf8").trimEnd().split("\n");
      expect(lines.map((line) => JSON.parse(line).message)).toEqual(
        ["one", "two"].flatMap((part) =>
          Array.from({ length: 500 }, (_, index) => `${part} ${index}`),
        ),
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("blocks of any text reach the file as they are, whole", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-log-"));
    try {
      const destination = join(directory, "blocks.log");
      const sink = openDestination(destination);
      const lines = ["a", "é", "€", "😀", "\ud800"].map((unit) => `${unit.repeat(20_000)}\n`);
      for (const line of lines) sink.write(line);
      sink.flush?.();
      // A lone surrogate is no text: what stands for it is U+FFFD, as everywhere.
      expect(readFileSync(destination, "utf8")).toBe(lines.join("").toWellFormed());
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("a file that takes nothing loses lines, without an error", () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-log-"));
    try {
      const path = join(directory, "read-only.log");
      writeFileSync(path, "");
      const sink = openDestination(openSync(path, "r"));
      const megabyte = "x".repeat(1_048_576);
      expect(() => {
        for (let count = 0; count < 20; count += 1) sink.write(megabyte);
        sink.flush?.();
      }).not.toThrow();
      expect(readFileSync(path, "utf8")).toBe("");
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test("fatal flushes", () => {
    let flushed = 0;
    const destination = {
      write: () => undefined,
      flush: () => {
        flushed += 1;
      },
    };
    createLogger({ level: "info", clock: createManualClock(), component: "x", destination }).fatal(
      "x",
    );
    expect(flushed).toBe(1);
  });

  test("a file that cannot be opened is an error at once", () => {
    const destination = "/nowhere/at/all/app.log";
    const options = {
      level: "info",
      clock: createManualClock(),
      component: "x",
      destination,
    } as const;
    expect(() => createLogger(options)).toThrow(/ENOENT/);
  });
});

describe("security events", () => {
  test("LOG-03: every event is one line of category security, at any log level", () => {
    const { logger, parsed } = setup("fatal");
    const events = createEvents((fault) => {
      throw fault;
    });
    const stop = recordSecurityEvents(events, logger);
    events.emit("security", {
      name: "signin.failed",
      severity: "warning",
      requestId: "r1",
      clientAddress: "192.0.2.1",
      data: { attempts: 3, password: "hunter2" },
    });
    stop();
    events.emit("security", { name: "session.started", severity: "alert" });
    expect(parsed()).toEqual([
      {
        level: "warn",
        time: expect.any(String),
        component: "main",
        category: "security",
        event: "signin.failed",
        severity: "warning",
        outcome: "refused",
        requestId: "r1",
        clientAddress: "192.0.2.1",
        data: { attempts: 3, password: "[redacted]" },
        message: "signin.failed",
      },
    ]);
  });
});
