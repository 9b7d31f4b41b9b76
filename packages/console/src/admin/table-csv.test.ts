import { expect, it } from "vitest";
import { fileName, tableCsv } from "./table-csv.ts";

it("OBS-12: a table is a file of RFC 4180, and no cell of it a formula", () => {
  const rows = [
    ['say "no", twice', "=cmd|' /C calc'!A0"],
    ["-5", "+1", "-1+2"],
  ];
  expect(tableCsv(["Name", "What"], rows)).toBe(
    `Name,What\r\n"say ""no"", twice",'=cmd|' /C calc'!A0\r\n-5,'+1,'-1+2\r\n`,
  );
});

it("OBS-12: the file is named after the table", () => {
  expect(fileName("Kinds of jobs")).toBe("kinds-of-jobs.csv");
  expect(fileName("…")).toBe("table.csv");
});
