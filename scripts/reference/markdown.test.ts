import { expect, test } from "vitest";
import { anchor, code, plain, table } from "./markdown.ts";

test("DOC-02: text cannot become markup or split a cell", () => {
  expect(plain("a|b *c* <d> _e_\nf")).toBe("a\\|b \\*c\\* &lt;d> \\_e\\_ f");
  expect(code("x|`y`")).toBe("`x\\|'y'`");
  expect(table(["A", "B"], [["1", "2"]])).toBe("| A | B |\n| --- | --- |\n| 1 | 2 |");
});

test.each([
  ["`GET /api/v1/plans/{id}`", "get-apiv1plansid"],
  ["VALIDATION_ERROR", "validation_error"],
  ["POST /a/b-c", "post-ab-c"],
])("DOC-02: the heading %s is reached under #%s", (heading, expected) => {
  expect(anchor(heading)).toBe(expected);
});
