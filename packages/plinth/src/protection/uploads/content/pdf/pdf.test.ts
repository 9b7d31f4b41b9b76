import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFileValidator } from "../../file-validator.ts";
import { createPdfLexer } from "./lexer.ts";

const options = { types: ["application/pdf"] } as const;
const papers = createFileValidator(options);
const trusting = createFileValidator({ ...options, allowActivePdf: true });

/** A PDF of these bytes; that its places lead nowhere is for readers to mend, as they do. */
const pdf = (...parts: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(
    ["%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", ...parts, "\nstartxref\n9\n%%EOF\n"].map((part) =>
      typeof part === "string" ? Buffer.from(part, "latin1") : part,
    ),
  );
const object = (text: string): string => `3 0 obj\n${text}\nendobj\n`;
const streamOf = (dictionary: string, data: Buffer, number = 4): Buffer =>
  Buffer.concat([
    Buffer.from(`${number} 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from("\nendstream\nendobj\n"),
  ]);

/** Objects as they stand in a stream of them: their list, and they. */
const listOf = (
  ...objects: readonly string[]
): { readonly text: string; readonly keys: string } => {
  const places = objects.map((_, index) => objects.slice(0, index).join("").length);
  const list = places.map((place, index) => `${index + 9} ${place} `).join("");
  const keys = `/N ${objects.length} /First ${list.length}`;
  return { text: list + objects.join(""), keys };
};
const packed = (objects: readonly string[], extra = "/Type /ObjStm"): Buffer => {
  const { text, keys } = listOf(...objects);
  return streamOf(`${extra} ${keys} /Filter /FlateDecode`, deflateSync(text));
};

const ruleOf = async (content: Buffer): Promise<string> => {
  const verdict = await papers.check({ name: "x.pdf", bytes: content });
  return verdict.valid ? "accepted" : verdict.rule;
};

const ACTION = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";

describe("PDFs that act", () => {
  it.each([
    ["a script", ACTION],
    ["a script of a medium", "<< /S /Rendition /JS (x) >>"],
    ["a program to start", "<< /S /Launch /F (cmd.exe) >>"],
    ["another file", "<< /Type /Filespec /EF << /F 9 0 R >> >>"],
    ["a list of files", "<< /Names << /EmbeddedFiles 9 0 R >> >>"],
    ["a file as a note", "<< /Subtype /FileAttachment >>"],
    ["media", "<< /Subtype /RichMedia >>"],
    ["a model with scripts", "<< /Subtype /3D >>"],
    ["a form that acts", "<< /AcroForm << /XFA 9 0 R >> >>"],
    ["a name by itself, to which others refer", "/JavaScript"],
    ["names spelled another way", "<< /#53 /J#61va#53cript >>"],
    ["a name with a NUL, at which some readers stop", "<< /S /JavaScript#00x >>"],
    ["no space between names", "<</S/JavaScript/JS(x)>>"],
    ["a comment between names", "<< /S % a (comment\n /JavaScript >>"],
    ["behind a string with a parenthesis", "<< /A (\\() /S /JavaScript >>"],
    ["behind strings in one another", "<< /A (a (b) \\\\) /S /JavaScript >>"],
    ["behind an odd string of digits", "<< /A <(> /S /JavaScript >>"],
    ["in a list", `[ (a) ${ACTION} ]`],
  ])("UPL-01: %s is refused, in the open and packed", async (_, text) => {
    expect(await ruleOf(pdf(object(text)))).toBe("pdf.active");
    expect(await ruleOf(pdf(packed(["<< >> ", text])))).toBe("pdf.active");
    const { text: plain, keys } = listOf("<< >> ", text);
    const open = streamOf(`/Type /ObjStm ${keys}`, Buffer.from(plain));
    expect(await ruleOf(pdf(open))).toBe("pdf.active");
    const bytes = pdf(object(text));
    expect(await trusting.check({ name: "x.pdf", bytes })).toMatchObject({ valid: true });
  });

  it("UPL-01: what is encrypted is refused, as nobody can look inside", async () => {
    const trailer = "trailer\n<< /Size 3 /Encrypt 2 0 R >>\n";
    expect(await ruleOf(pdf(object("<< >>"), trailer))).toBe("pdf.encrypted");
    // Packed objects are not what they seem then: the reason is said all the same.
    const unread = streamOf("/Type /ObjStm /N 1 /First 4", Buffer.from("\x01\x02\x03"));
    expect(await ruleOf(pdf(unread, trailer))).toBe("pdf.encrypted");
    expect(await trusting.check({ name: "x.pdf", bytes: pdf(trailer) })).toMatchObject({
      valid: true,
    });
  });

  it("UPL-01: a name between two pieces of a file is found", async () => {
    const filler = " ".repeat(65_536 - 60);
    expect(await ruleOf(pdf(object(filler + ACTION)))).toBe("pdf.active");
    expect(await ruleOf(pdf(packed([filler, ACTION])))).toBe("pdf.active");
  });

  it("UPL-01: tokens are the same, however the bytes come", () => {
    const read = (pieces: readonly Buffer[]): readonly string[] => {
      const seen: string[] = [];
      const lexer = createPdfLexer({
        onName: (name) => void seen.push(`/${name}`),
        onWord: (word, end) => void seen.push(`${word} ${end}`),
        onOpen: () => void seen.push("<<"),
        onClose: () => void seen.push(">>"),
        onOther: () => void seen.push("other"),
        onEntry: (isHidden) => void seen.push(`entry ${isHidden}`),
      });
      for (const piece of pieces) lexer.feed(piece);
      return seen;
    };
    const part = fc.constantFrom(
      ...["<<", ">>", "(", ")", "\\", "<", ">", "%", "\n", " ", "/Na#6de", "9 0 obj", "trailer"],
      ...["stream", "endstream", "[", "#", "x"],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), fc.nat(200), (parts, at) => {
        const bytes = Buffer.from(parts.join(""));
        expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(read([bytes]));
      }),
      { numRuns: 300 },
    );
  });
});

describe("PDFs that two readers read as two", () => {
  const { text, keys } = listOf("<< >> ", ACTION);
  const deflated = deflateSync(text);
  const unlike: readonly (readonly [string, string | Buffer])[] = [
    ["an object within a string", object(`<< /A (x 9 0 obj ${ACTION} endobj) >>`)],
    ["one behind a comment", object(`<< /A (x 9 0 %\nobj ${ACTION} endobj) >>`)],
    ["one in digits", object(`<< /A <9 0 obj ${ACTION} >>`)],
    ["one in a comment", object(`% 9 0 obj ${ACTION}\n`)],
    ["one in a dictionary", object(`<< /A 9 0 obj (\n 8 0 obj ${ACTION}`)],
    ["a trailer within a string", object(`(trailer << /Root << /A ${ACTION} >> >>)`)],
    [
      "a stream that ends within a string",
      object(`<< /A << /Length 30 >> stream\nendstream (\nendstream /S /JavaScript >>`),
    ],
    ["a stream within a dictionary", object("<< /A << >> stream /S /JavaScript >>")],
    ["a stream in a list", object(`[ << >> stream\n${ACTION} ]`)],
    ["depths", object("<<".repeat(300))],
    [
      "packed objects within one another",
      streamOf("/N 2 /First 8 /Filter /FlateDecode", deflateSync(`9 0 8 3 (x ${ACTION})`)),
    ],
    ["a name in two objects", packed(["/Java", "Script"])],
    ["places that are none", streamOf("/N 1 /First 4", Buffer.from("a 0 x"))],
    ["fewer places than said", streamOf("/N 2 /First 4", Buffer.from("9 0 x"))],
    ["a stream in a stream of objects", packed(["<< >> stream\n(\nendstream", "<< >>"])],
    ...[
      `/Type /ObjStm ${keys} /Filter /LZWDecode`,
      `${keys} /Filter [/ASCIIHexDecode /FlateDecode]`,
      `${keys} /Filter [/FlateDecode /FlateDecode]`,
      `${keys} /Filter [/FlateDecode 7 0 R]`,
      `${keys} /Filter 7 0 R`,
      `${keys} /Filter 7 0 R /Extends /FlateDecode`,
      `${keys} /Filter /FlateDecode /Filter 7 0 R`,
      `${keys} /Filter /FlateDecode /DecodeParms << /Predictor 12 >>`,
      `${keys} /Filter /FlateDecode /DecodeParms 7 0 R`,
      `/N 1 /First 7 0 R /Filter /FlateDecode`,
      `/#4eone 1 /N 1 /#46irst 7 0 R /Filter /FlateDecode`,
    ].map((dictionary) => [dictionary, streamOf(dictionary, deflated)] as const),
  ];
  it.each(unlike)("UPL-01: %s: refused", async (_, part) => {
    expect(await ruleOf(pdf(part, object("<< >>")))).toMatch(
      /^(?:pdf\.structure|pdf\.active|content\.damaged)$/,
    );
  });

  it("UPL-01: packed objects are found whatever they are said to be, and wherever", async () => {
    expect(await ruleOf(pdf(packed([ACTION], "")))).toBe("pdf.active");
    expect(await ruleOf(pdf(packed([ACTION], "/Type /XObject")))).not.toBe("accepted");
    const carried = streamOf("/Type /Metadata", Buffer.from(`(${object(ACTION)}`), 8);
    expect(await ruleOf(pdf(carried))).toBe("pdf.active");
    const within = streamOf("/Type /Metadata", packed([ACTION]), 8);
    expect(await ruleOf(pdf(within))).toBe("pdf.active");
  });

  it("UPL-04: packed objects come to no more than they may, and share no bytes", async () => {
    const small = createFileValidator({ ...options, archive: { maxUnpackedBytes: 50_000 } });
    const check = async (content: Buffer) => small.check({ name: "x.pdf", bytes: content });
    const filler = " ".repeat(30_000);
    expect(await check(pdf(packed([filler])))).toMatchObject({ valid: true });
    expect(await check(pdf(packed([filler]), packed([filler])))).toMatchObject({
      rule: "archive.size",
    });
    const bomb = packed([" ".repeat(2_000_000)]);
    expect(await ruleOf(pdf(bomb))).toBe("archive.size");
    expect(await ruleOf(pdf(packed(["<< >>"]).subarray(0, -30)))).toBe("content.damaged");
    const inner = packed(["<< >>"]);
    // Not compressed, so that the one stream can be read within the other.
    const outer = streamOf(
      "/N 1 /First 4 /Filter /FlateDecode",
      deflateSync(Buffer.concat([Buffer.from("9 0 "), inner]), { level: 0 }),
    );
    expect(await ruleOf(pdf(outer))).toBe("pdf.structure");
  });
});

describe("PDFs that do not act", () => {
  it.each([
    ["words in a title", object("<< /Title (Marketing/Launch plan /JavaScript \\(/XFA) >>")],
    ["an address", object("<< /S /URI /URI (https://x.example/Web/JavaScript) >>")],
    ["a page to open at", object("<< /OpenAction [3 0 R /Fit] >>")],
    ["longer names", object("<< /Launcher 1 /EFG 2 /XFAX 3 /EncryptMetadata true >>")],
    ["words on a page", streamOf("", Buffer.from("BT (see) Tj /JavaScript gs ET"))],
    ["a comment", object("% /JavaScript is not used, see 3 0 R\n<< >>")],
    ["a part behind the end", "%%EOF3 0 obj\r<< /Length 1 >>\rstream\nx\nendstream\nendobj\n"],
    ["packed objects with places in comments", packed(["% 9 0 obj\n<< >>", "% 8 0 obj\n[1]"])],
    ["objects with nothing between them", packed(["/Pattern", "/DeviceGray ", "172", "<< >>"])],
    ["objects in any order", streamOf("/N 2 /First 8", Buffer.from("9 5 8 0 << >>[ ]"))],
  ])("UPL-01: %s: accepted", async (_, part) => {
    expect(await ruleOf(pdf(part, object("<< >>")))).toBe("accepted");
  });
});
