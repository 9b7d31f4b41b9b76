import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_NAME_BYTES, nameKey, safeFileName } from "./safe-file-name.ts";

/** Devices as Microsoft lists them ("Naming Files, Paths, and Namespaces"). */
const DEVICES = [
  ...["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"],
  ...["1", "5", "9", "¹", "²", "³"].flatMap((digit) => [`COM${digit}`, `LPT${digit}`]),
];
const isDevice = (name: string): boolean =>
  DEVICES.includes((name.split(".")[0] ?? "").trim().toUpperCase());

/** Characters that turn the direction of text (Unicode 16, Bidi_Control). */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[<>:"/\\|?*\0-\x1f\x7f-\x9f]/;

/** What is wrong with a name, said without the code under test; undefined where nothing is. */
const faultOf = (name: string): string | undefined => {
  if (name === "" || name === "." || name === "..") return "no name";
  if (FORBIDDEN.test(name)) return "a forbidden character";
  if (TURNS.test(name)) return "turned";
  if (/[. ]$/.test(name)) return "dropped by Windows";
  if (/^[.~ -]/.test(name)) return "hidden, an option or a home";
  if (isDevice(name)) return "a device";
  if (!name.isWellFormed() || name !== name.normalize("NFC")) return "spelt in two ways";
  return Buffer.byteLength(name) > MAX_NAME_BYTES ? "too long" : undefined;
};

/** Any text, and what makes names dangerous in any order. */
const nasty = fc.constantFrom(
  ...[...DEVICES, "con", "../", "..\\", ".", " ", "...", "\u202e", "\u200b", "\0", "\n", "/", "C:"],
  ...[
    "a",
    "é",
    "e\u0301",
    "ﬁ",
    "ß",
    "İ",
    "\ud800",
    "👩‍👩‍👧",
    ".php",
    ".png",
    "%00",
    "-rf",
    "~",
    "\u00a0",
  ],
);
const anyName = fc.oneof(
  fc
    .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 12 })
    .map((all) => all.join("")),
  fc.string({ unit: "grapheme", maxLength: 400 }),
);

const holds = (make: (name: string) => string): void => {
  fc.assert(
    fc.property(anyName, (name) => {
      const fault = faultOf(make(name));
      expect(fault, JSON.stringify([name, make(name)])).toBeUndefined();
    }),
    { numRuns: 3_000 },
  );
};

describe("P-099: any text becomes a name that is safe on common file systems", () => {
  it("P-099, UPL-03: not empty, no path, no device, nothing invisible, not too long", () => {
    holds((name) => safeFileName(name));
  });

  it("P-099: a safe name stays as it is", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const safe = safeFileName(name);
        expect(safeFileName(safe)).toBe(safe);
      }),
      { numRuns: 2_000 },
    );
  });

  it("P-099: unlike every name that is taken, also where letter case does not count", () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 12 }), (names) => {
        const taken: string[] = [];
        for (const name of [...names, ...names.map((one) => one.toUpperCase())]) {
          const safe = safeFileName(name, { taken });
          expect(faultOf(safe), JSON.stringify(safe)).toBeUndefined();
          taken.push(safe);
        }
        expect(new Set(taken.map(nameKey)).size).toBe(taken.length);
        expect(new Set(taken.map((name) => name.toLowerCase())).size).toBe(taken.length);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\Anna\\me.png", "me.png"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["COM¹.log", "_COM¹.log"],
    ["name.txt. . .", "name.txt"],
    ["photo\u202egpj.exe", "photogpj.exe"],
    ["e\u0301te\u0301.png", "été.png"],
    ["shell.php.jpg", "shell_php.jpg"],
    [".htaccess", "htaccess"],
    ["a<b>:c.txt", "a_b__c.txt"],
    ["   ", "file"],
    ["..", "file"],
    [`${"ü".repeat(300)}.png`, `${"ü".repeat(125)}.png`],
  ])("UPL-03: %j becomes %j", (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it.each([
    [
      "devices kept",
      (name: string) => safeFileName(name).replace(/^_(?=con|nul|com|lpt|aux|prn)/i, ""),
    ],
    [
      "dots at the end kept",
      (name: string) => safeFileName(name) + (name.endsWith(".") ? "." : ""),
    ],
    [
      "direction kept",
      (name: string) => (name.includes("\u202e") ? "\u202e" : "") + safeFileName(name),
    ],
  ])("P-099 broken twin: %s is noticed", (_, broken) => {
    expect(() => holds(broken)).toThrow("Property failed");
  });
});
