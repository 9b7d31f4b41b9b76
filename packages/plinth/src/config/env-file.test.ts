import { expect, test } from "vitest";
import { parseEnvFile } from "./env-file.ts";

test.each([
  ["A=1", { A: "1" }],
  ["export A = 1  ", { A: "1" }],
  ["A=", { A: "" }],
  ["A=b=c", { A: "b=c" }],
  ["A='x # y'", { A: "x # y" }],
  ['A="x"  # note', { A: "x" }],
  ["A=x # note", { A: "x" }],
  ["A=ab#cd", { A: "ab#cd" }],
  ["A=# note", { A: "" }],
  ['A=["http://a", "https://b"]', { A: '["http://a", "https://b"]' }],
  ['A={"x":1}', { A: '{"x":1}' }],
  ["\ufeffA=1\r\nB=2\r\n\r\n# c\n", { A: "1", B: "2" }],
  ["__proto__=1", JSON.parse('{"__proto__":"1"}')],
])("CFG-02: %j is read", (text, values) => {
  const file = parseEnvFile(text);
  expect(file.problems).toEqual([]);
  expect({ ...file.values }).toEqual(values);
});

test("CFG-01: faults name the line and the variable, never the text", () => {
  const file = parseEnvFile('A=1\nhunter2\nB="hunter2\nA=hunter2\n2C=hunter2');
  expect(file.problems).toEqual([
    "line 2 of the .env file is not of the form NAME=value",
    "B (line 3 of the .env file) has a quote that is not closed",
    "A (line 4 of the .env file) is given twice",
    "line 5 of the .env file is not of the form NAME=value",
  ]);
});
