import { describe, expect, it } from "vitest";
import { classifySqlite } from "./embedded/faults.ts";
import { faultKind, isUniqueViolation, toStoreError } from "./faults.ts";
import { classifyPostgres } from "./postgresql/faults.ts";

const pgError = (code: string, message = "driver words") =>
  Object.assign(new Error(message), { code, detail: "Key (email)=(a@b.c) already exists." });
const sqliteError = (errcode: number) => Object.assign(new Error("driver words"), { errcode });

describe("what a driver says", () => {
  it.each([
    ["23505", "unique", "DATABASE_ERROR"],
    ["23503", "constraint", "DATABASE_ERROR"],
    ["40001", "collision", "SERVICE_UNAVAILABLE"],
    ["40P01", "collision", "SERVICE_UNAVAILABLE"],
    ["57014", "timeout", "SERVICE_UNAVAILABLE"],
    ["57P01", "unavailable", "SERVICE_UNAVAILABLE"],
    ["08006", "unavailable", "SERVICE_UNAVAILABLE"],
    ["28P01", "unavailable", "SERVICE_UNAVAILABLE"],
    ["53300", "unavailable", "SERVICE_UNAVAILABLE"],
    ["25006", "unavailable", "SERVICE_UNAVAILABLE"],
    ["ECONNREFUSED", "unavailable", "SERVICE_UNAVAILABLE"],
    ["42P01", "other", "DATABASE_ERROR"],
    ["", "other", "DATABASE_ERROR"],
  ])("ERR-02: PostgreSQL's %s is %s and answers %s", (code, kind, answer) => {
    const error = toStoreError(classifyPostgres(pgError(code)));
    expect(faultKind(error)).toBe(kind);
    expect(error.code).toBe(answer);
    expect(error.message).not.toContain("driver words");
  });

  it.each([
    ["Connection terminated unexpectedly", "unavailable"],
    ["timeout expired", "unavailable"],
    ["Query read timeout", "timeout"],
    ["Cannot use a pool after calling end on the pool", "closed"],
    ["Client has encountered a connection error and is not queryable", "unavailable"],
  ])("ERR-02: pg's message without a code '%s' is %s", (message, kind) => {
    expect(classifyPostgres(new Error(message)).kind).toBe(kind);
  });

  it.each([
    [2067, "unique"],
    [1555, "unique"],
    [787, "constraint"],
    [5, "timeout"],
    [261, "timeout"],
    [13, "unavailable"],
    [10, "unavailable"],
    [3082, "unavailable"],
    [8, "unavailable"],
    [11, "other"],
    [0, "other"],
  ])("ERR-02: SQLite's %i is %s", (code, kind) => {
    expect(classifySqlite(sqliteError(code)).kind).toBe(kind);
  });

  it("LOG-02: the values a driver quotes in its details do not get into the cause", () => {
    const fault = classifyPostgres(pgError("23505", "duplicate key value"));
    expect(JSON.stringify({ ...fault, message: fault.message })).not.toContain("a@b.c");
  });

  it("only a unique violation is one", () => {
    expect(isUniqueViolation(toStoreError(classifySqlite(sqliteError(2067))))).toBe(true);
    expect(isUniqueViolation(new Error("UNIQUE constraint failed"))).toBe(false);
    expect(isUniqueViolation(undefined)).toBe(false);
    const loop = new Error("loop");
    loop.cause = loop;
    expect(isUniqueViolation(loop)).toBe(false);
  });
});
