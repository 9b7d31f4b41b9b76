import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openConnection, type SqliteConnection } from "./database.ts";
import { createGroupWriter, type GroupWriter } from "./group-writer.ts";
import type { WriterCommand, WriterMessage } from "./protocol.ts";

let directory: string;
let connection: SqliteConnection;
let writer: GroupWriter;
let sent: WriterMessage[];
let mail: WriterCommand[];
let isInPlace: boolean;
let isMoreComing: boolean;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-group-"));
  connection = openConnection(join(directory, "test.db"), "write");
  connection.run("create table item (id integer primary key) strict", []);
  sent = [];
  mail = [];
  isInPlace = true;
  isMoreComing = false;
  writer = createGroupWriter({
    connection,
    send: (message) => sent.push(message),
    now: () => 0,
    receive: () => mail.splice(0),
    isMoreComing: () => isMoreComing,
    assertInPlace: () => {
      if (!isInPlace) {
        throw new Error("the file is gone");
      }
    },
    afterGroup: () => undefined,
  });
});
afterEach(() => {
  connection.close();
  rmSync(directory, { recursive: true });
});

const insert = (id: number, turn = 0, first = true, value = id): WriterCommand => ({
  kind: "run",
  id,
  turn,
  first,
  sql: "insert into item values (?)",
  parameters: [value],
  startBefore: Number.POSITIVE_INFINITY,
});
const end = (kind: "commit" | "rollback", id: number, turn: number): WriterCommand => ({
  kind,
  id,
  turn,
});
const answers = () =>
  Object.fromEntries(sent.flatMap(({ replies }) => replies.map(({ id, ok }) => [id, ok])));
const flushes = () => sent.reduce((sum, message) => sum + message.flushes, 0);
const saved = () =>
  connection
    .run("select id from item order by id", [])
    .rows.map((row) => (row as { id: number }).id);

it("a group is one flush, and nobody is answered before it", () => {
  mail = [insert(4)];
  writer.accept([insert(1), insert(2), insert(3)]);
  expect(sent).toHaveLength(1);
  expect(flushes()).toBe(1);
  expect(answers()).toEqual({ 1: true, 2: true, 3: true, 4: true });
  expect(saved()).toEqual([1, 2, 3, 4]);
});

it("a group waits for what is sure to come, and not for longer", () => {
  isMoreComing = true;
  writer.accept([insert(1)]);
  expect(sent).toEqual([]);
  writer.accept([insert(2)]);
  expect(sent).toEqual([]);
  isMoreComing = false;
  writer.accept([]);
  expect(flushes()).toBe(1);
  expect(answers()).toEqual({ 1: true, 2: true });
});

it("a failed statement and a rolled-back transaction leave their group alone", () => {
  writer.accept([insert(1), insert(2, 0, true, 1), insert(3, 7)]);
  writer.accept([insert(4, 7, false)]);
  expect(answers()).toEqual({ 3: true, 4: true });
  writer.accept([insert(5), end("rollback", 6, 7)]);
  expect(answers()).toEqual({ 1: true, 2: false, 3: true, 4: true, 5: true, 6: true });
  expect(saved()).toEqual([1, 5]);
  expect(flushes()).toBe(1);
});

it("transactions run one after another, whatever the order of their messages", () => {
  writer.accept([insert(1, 7), insert(2, 8)]);
  expect(answers()).toEqual({ 1: true });
  writer.accept([end("commit", 3, 7)]);
  expect(answers()).toEqual({ 1: true, 2: true });
  writer.accept([end("commit", 4, 8)]);
  expect(answers()).toEqual({ 1: true, 2: true, 3: true, 4: true });
});

it("when the commit fails, everybody in the group is told and nothing is saved", () => {
  isInPlace = false;
  writer.accept([insert(1), insert(2), insert(3, 7)]);
  writer.accept([end("commit", 4, 7)]);
  expect(answers()).toEqual({ 1: false, 2: false, 3: true, 4: false });
  isInPlace = true;
  writer.accept([insert(5)]);
  expect(saved()).toEqual([5]);
});

it("when a fault ends SQLite's transaction, the group and its open transaction are told", () => {
  writer.accept([insert(1), insert(2, 7)]);
  const fatal = { ...insert(3, 7, false), sql: "insert or rollback into item values (?)" };
  writer.accept([{ ...fatal, parameters: [2] } as WriterCommand]);
  writer.accept([insert(4, 7, false), end("commit", 5, 7), insert(6)]);
  expect(answers()).toEqual({ 1: false, 2: true, 3: false, 4: false, 5: false, 6: true });
  expect(saved()).toEqual([6]);
});

it("a command whose time for a turn is over is refused and not run", () => {
  writer.accept([{ ...insert(1), startBefore: -1 } as WriterCommand, insert(2)]);
  expect(answers()).toEqual({ 1: false, 2: true });
  expect(saved()).toEqual([2]);
});

it("closing rolls an open transaction back and saves the rest", () => {
  writer.accept([insert(1), insert(2, 7), insert(3), { kind: "close", id: 4 }]);
  expect(answers()).toMatchObject({ 1: true, 2: true, 3: true, 4: true });
  connection = openConnection(join(directory, "test.db"), "write");
  expect(saved()).toEqual([1, 3]);
});
