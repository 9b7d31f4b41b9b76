// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are code of others
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  readSourceReview,
  reviewSource,
  type SourceFile,
  sourceSarif,
  sourceText,
} from "./index.ts";
import { maskCode } from "./masked.ts";
import { CODE_RULES, CONTAINERS } from "./rules/index.ts";
import { readCoverage } from "./throw-sites.ts";

const reviewOf = (
  files: readonly SourceFile[],
  coverages?: Parameters<typeof reviewSource>[0]["coverages"],
) =>
  reviewSource({
    version: "1.0.0",
    source: "app",
    startedAt: "2026-03-01T12:00:00.000Z",
    finishedAt: () => "2026-03-01T12:00:01.000Z",
    files,
    notLookedAt: { ".py": 2 },
    coverages,
  });

const found = (text: string, name = "a.ts") =>
  reviewOf([{ name, text }])
    .sections.filter(({ name: section }) => section !== "unreached throw sites")
    .flatMap(({ findings }) => findings.map(({ rule, line }) => `${rule}:${line}`));

/** Looks like a key of AWS; put together, so that no search for secrets finds one in this file. */
const KEY = ["AKIA", "ABCDEFGHIJKLMNOP"].join("");

/** [rule, code that breaks it, code that does not]; the first line is 1. */
const CASES: readonly (readonly [rule: string, bad: string, good: string])[] = [
  ["text-run-as-code", "\nconst f = new Function(text);", "redis.eval(script); // eval(x)"],
  [
    "shell-command-from-parts",
    'import { exec } from "node:child_process";\nexec(`ls ${name}`);',
    'import { execFile } from "node:child_process";\nexecFile("ls", [name]); pattern.exec(`a${b}`);',
  ],
  [
    "sql-from-parts",
    "\ndb.query(`SELECT * FROM t WHERE id = ${id}`);",
    "db.query(`SELECT ${COLUMNS} FROM ${quoteName(table)} WHERE id = ?`, [id]); say(`Select ${x}`);",
  ],
  ["sql-from-parts", '\ndb.query("DELETE FROM t WHERE id = " + id);', 'db.query("DELETE FROM t");'],
  [
    "markup-from-data",
    "\nnode.innerHTML = text;",
    'node.innerHTML = ""; if (a.innerHTML === b) c();',
  ],
  ["path-from-request", "\nreadFile(join(root, req.query.name));", "readFile(join(root, name));"],
  ["redirect-from-request", "\nres.redirect(req.query.next);", 'res.redirect("/home");'],
  ["address-from-request", "\nfetch(req.body.url);", "fetch(URL_OF_OURS, { body: req.body });"],
  ["secret-in-source", `\nconst key = "${KEY}";`, "const key = env.KEY;"],
  [
    "secret-in-source",
    "\nconst password = 'Tr0ub4dor-and-3';",
    "const example = { password: 'Tr0ub4dor-and-3' }; const token = 'changeme-1234567';",
  ],
  [
    "guessable-random",
    "\nconst token = Math.random().toString(36);",
    "const x = Math.random() * width;",
  ],
  ["weak-digest", '\ncreateHash("md5");', 'createHash("sha256");'],
  [
    "weak-cipher",
    '\ncreateCipheriv("aes-128-ecb", key, null);',
    'createCipheriv("aes-256-gcm", k, iv);',
  ],
  [
    "unsigned-tokens",
    '\nverify(t, k, { algorithms: ["HS256", "none"] });',
    'verify(t, k, { algorithms: ["EdDSA"] });',
  ],
  [
    "certificates-not-checked",
    "\nconnect({ rejectUnauthorized: false });",
    "connect({ rejectUnauthorized: true });",
  ],
  ["any-origin", "\napp.use(cors());", 'app.use(cors({ origin: "https://a.example" }));'],
  ["cookie-for-scripts", "\nsetCookie({ httpOnly: false });", "setCookie({ httpOnly: true });"],
  ["fault-swallowed", "\ntry { a(); } catch {}", "try { a(); } catch { /* it is gone already */ }"],
  ["debugger-left", "\ndebugger;", "const debuggerLeft = 1;"],
];

const FILES: readonly (readonly [rule: string, name: string, bad: string, good: string])[] = [
  ["base-image-moves", "Dockerfile", "# it\nFROM node:24", "FROM node:24@sha256:0 AS a\nFROM a"],
  ["runs-as-root", "Dockerfile", "FROM a@sha256:0\nUSER root", "FROM a@sha256:0\nUSER 1000"],
  [
    "no-health-check",
    "x/Dockerfile",
    "FROM a@sha256:0\nUSER 1",
    "FROM a@sha256:0\nHEALTHCHECK CMD x",
  ],
  [
    "secret-in-image",
    "Dockerfile",
    "FROM a@sha256:0\nENV API_KEY=abc",
    "FROM a@sha256:0\nARG API_KEY",
  ],
  [
    "piped-installer",
    "Dockerfile",
    "FROM a@sha256:0\nRUN curl https://x \\\n | sh",
    "FROM a@sha256:0\nRUN curl -o f https://x",
  ],
  [
    "too-many-rights",
    "c.yml",
    "services:\n    privileged: true",
    "services:\n    # privileged: true",
  ],
  [
    "secret-in-manifest",
    "c.yml",
    "services:\n  POSTGRES_PASSWORD: abc",
    "services:\n  POSTGRES_PASSWORD: ${X:?}",
  ],
  ["store-open", "c.yml", 'services:\n  - "5432:5432"', 'services:\n  - "127.0.0.1:5432:5432"'],
  ["image-without-version", "c.yml", "services:\n  image: redis", "services:\n  image: redis:8"],
];

describe("EVID-16: static code rules with file and line", () => {
  test.each(CASES)("%s: %j is found in its line, and %j is not", (rule, bad, good) => {
    expect(found(bad)).toContain(`${rule}:2`);
    expect(found(good).filter((one) => one.startsWith(`${rule}:`))).toEqual([]);
  });

  test("every rule has a weakness that was planted for it", () => {
    const planted = new Set([...CASES, ...FILES].map(([rule]) => rule));
    for (const { id } of [...CODE_RULES, ...CONTAINERS]) expect(planted).toContain(id);
  });

  test("what stands in comments, strings and patterns is no code", () => {
    expect(
      found("// eval(x)\n/* eval(x) */ const a = 'eval(x)', b = /eval(x)/, c = `eval(x)`;"),
    ).toEqual([]);
    expect(found("const a = `${eval(x)}`;")).toEqual(["text-run-as-code:1"]);
    expect(found('const a = 1 / 2; eval(b); const c = "/";')).toEqual(["text-run-as-code:1"]);
  });

  test("a reason allows a finding and is shown; a mark without one does not", () => {
    const text = (because: string) =>
      `// plinth-audit-allow text-run-as-code: ${because}\neval(x);`;
    const [section] = reviewOf([{ name: "a.ts", text: text("a console of ours") }]).sections;
    expect(section).toMatchObject({
      findings: [],
      allowed: [{ file: "a.ts", line: 2, because: "a console of ours" }],
    });
    expect(found(text(""))).toEqual(["text-run-as-code:2"]);
    expect(found("// plinth-audit-allow any-origin: else\neval(x);")).toEqual([
      "text-run-as-code:2",
    ]);
  });

  test("a credential is told by its place, never by itself", () => {
    const review = reviewOf([{ name: "a.ts", text: `const key = "${KEY}";` }]);
    for (const view of [sourceText, sourceSarif, JSON.stringify]) {
      expect(view(review)).not.toContain(KEY);
    }
  });
});

test.each(FILES)("EVID-16: container review: %s in %s: %j, not %j", (rule, name, bad, good) => {
  expect(found(bad, name)).toContain(`${rule}:${rule === "no-health-check" ? 1 : 2}`);
  expect(found(good, name).filter((one) => one.startsWith(`${rule}:`))).toEqual([]);
});

describe("EVID-16: unreached throw sites", () => {
  const text = "function a(x) {\n  if (x) throw new Error('a');\n  throw new Error('b');\n}\n";
  const at = text.indexOf("throw");
  const watched = (count: number) => {
    const coverage = readCoverage(
      {
        result: [
          {
            url: "file:///app/a.ts",
            functions: [
              {
                functionName: "a",
                isBlockCoverage: true,
                ranges: [
                  { startOffset: 0, endOffset: text.length, count: 3 },
                  { startOffset: at, endOffset: at + 20, count },
                ],
              },
            ],
          },
          { url: "node:fs", functions: [] },
        ],
      },
      (url) => (url.startsWith("file:///app/") ? url.slice("file:///app/".length) : undefined),
    );
    return coverage === undefined ? [] : [coverage];
  };
  const files = [
    { name: "a.ts", text },
    { name: "b.ts", text: "throw new Error('c');" },
  ];
  const unreached = (...counts: readonly number[]) =>
    reviewOf(files, counts.flatMap(watched)).sections[2];

  test("the smallest range around a throw says whether it ran; one process is enough", () => {
    expect(unreached(0)).toMatchObject({
      state: "ran",
      detail: "1 of 3 were reached in 1 watched processes",
    });
    expect(unreached(0)?.findings.map(({ file, line, what }) => `${file}:${line} ${what}`)).toEqual(
      [
        "a.ts:2 A fault that nothing showed: not reached",
        "b.ts:1 A fault that nothing showed: file never ran",
      ],
    );
    expect(unreached(0, 2)?.findings.map(({ file }) => file)).toEqual(["b.ts"]);
  });

  test("without anything watched it did not run, and says how to", () => {
    expect(reviewOf(files).sections[2]).toMatchObject({ state: "not-run" });
    expect(reviewOf(files, []).sections[2]).toMatchObject({ state: "not-run" });
    expect(readCoverage({ result: 1 }, () => "a")).toBeUndefined();
  });
});

test("EVID-16: masking keeps every length and line, whatever the text", () => {
  const piece = fc.constantFrom(
    "`",
    "${",
    "}",
    "{",
    '"',
    "'",
    "/",
    "*",
    "\\",
    "\n",
    "a",
    "//",
    "/*",
    "*/",
    "(",
    ")",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join("");
      const { code, bare } = maskCode(text);
      expect([code.length, bare.length]).toEqual([text.length, text.length]);
      expect(code.split("\n").length).toBe(text.split("\n").length);
      expect(() => found(text)).not.toThrow();
    }),
  );
});

test("EVID-16: a review is read back, and what is none is refused by its first member", () => {
  const review = reviewOf([{ name: "a.ts", text: "eval(x);" }]);
  expect(readSourceReview(JSON.stringify(review))).toEqual(review);
  expect(() => readSourceReview("{}")).toThrow(/is not right|required|Required/i);
  const { runs } = JSON.parse(sourceSarif(review));
  expect(runs[0].results[0].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: "a.ts" },
    region: { startLine: 1 },
  });
});
