import { describe, expect, it } from "vitest";
import { UPLOAD_TYPES, type UploadType } from "#policy";
import { FILE_TYPES } from "./content/table.ts";
import { createFileValidator } from "./file-validator.ts";
import {
  bytes,
  gif,
  jpeg,
  jpegComment,
  multiPicture,
  png,
  pngChunk,
  pngOf,
  SAMPLES,
  zipOf,
} from "./samples.test-support.ts";

const all = createFileValidator({ types: UPLOAD_TYPES, allowSvg: true });

const ruleOf = async (
  type: UploadType,
  content: Uint8Array,
  name = `x.${FILE_TYPES[type].extensions[0]}`,
): Promise<string> => {
  const verdict = await all.check({ name, declaredType: type, bytes: content });
  return verdict.valid ? "accepted" : verdict.rule;
};

describe("types", () => {
  it.each(UPLOAD_TYPES)("UPL-01: a %s is one, under every extension of its own", async (type) => {
    for (const extension of FILE_TYPES[type].extensions) {
      const name = `A name.${extension.toUpperCase()}`;
      const verdict = await all.check({ name, declaredType: type, bytes: SAMPLES[type] });
      expect(verdict).toMatchObject({ valid: true, type, extension });
    }
  });

  it.each(UPLOAD_TYPES)("UPL-01: a %s cut off, or under another name, is none", async (type) => {
    // The last frame of an MP3 is often cut off, and played all the same.
    if (!type.startsWith("text/") && type !== "audio/mpeg") {
      const cut = SAMPLES[type].subarray(0, -3);
      expect(await ruleOf(type, cut)).not.toBe("accepted");
    }
    expect(await ruleOf(type, SAMPLES["image/jpeg"])).toBe(
      type === "image/jpeg" ? "accepted" : "type.content",
    );
  });

  it.each([
    ["HTML", "<!doctype html><script>alert(1)</script>"],
    ["an executable of Windows", "MZ\x90\0\x03\0\0\0"],
    ["an executable of Linux", "\x7fELF\x02\x01\x01"],
    ["a shell script", "#!/bin/sh\nid\n"],
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ])("UPL-01: %s named .png is refused", async (_, content) => {
    expect(await ruleOf("image/png", bytes(content))).toBe("type.content");
    expect(await ruleOf("text/plain", bytes(content))).not.toBe("accepted");
  });

  it("UPL-01: SVG needs a decision, and may not act even then", async () => {
    expect(() => createFileValidator({ types: ["image/svg+xml"] })).toThrow("SVG is a page");
    const acting = [
      "<script>1</script>",
      '<a href="https://x.example/">x</a>',
      '<path onclick="x()"/>',
      "<foreignObject/>",
      '<image href="data:text/html,x"/>',
      '<use href = "#a"/>',
      "<style>@import 'x'</style>",
      "&#106;",
      "<animate/>",
      "<x-y:script/>",
      "<x.y:script/>",
      "<é:script/>",
      "<a\ufeff:script/>",
      '<h:form xmlns:h="http://www.w3.org/1999/xhtml"/>',
      '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
      "<style>@\\69mport 'x'</style>",
      "<style>a{fill:\\75rl(https://x.example/)}</style>",
      '<style>a{background:image-set("https://x.example/" 1x)}</style>',
      '<g xml:base="https://x.example/"/>',
    ];
    for (const inside of acting) {
      const text = `<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;
      expect(await ruleOf("image/svg+xml", Buffer.from(text)), inside).toBe("content.script");
    }
    const drawing = (head: string) =>
      `${head}<!-- x --><svg><use href="#a"/><g fill='url("#a")'/><text>on = off</text></svg>`;
    expect(await ruleOf("image/svg+xml", bytes(drawing('<?xml version="1.0"?>')))).toBe("accepted");
    // In UTF-7 the same bytes are others, "+ADw-" among them.
    const otherwise = '<?xml version="1.0" encoding="UTF-7"?>';
    expect(await ruleOf("image/svg+xml", bytes(drawing(otherwise)))).toBe("content.script");
    const uses = "<use href='#a'/>".repeat(20_000);
    expect(await ruleOf("image/svg+xml", bytes(`<svg>${uses}</svg>`))).toBe("accepted");
    expect(await ruleOf("image/svg+xml", bytes(`<svg>${" ".repeat(4_194_304)}</svg>`))).toBe(
      "size.too-large",
    );
  });

  it("UPL-02: 10 MiB are accepted, one byte more is not, nothing is nothing", async () => {
    const photos = createFileValidator({ types: ["image/png"] });
    const check = (content: Uint8Array) => photos.check({ name: "x.png", bytes: content });
    expect(await check(pngOf(10_485_760))).toMatchObject({ valid: true });
    expect(await check(pngOf(10_485_761))).toMatchObject({ valid: false, rule: "size.too-large" });
    expect(await check(Buffer.alloc(0))).toMatchObject({ valid: false, rule: "size.empty" });
  });
});

describe("pictures that are small to send and large to look at", () => {
  const max = 12_000_000;
  const pictures = createFileValidator({ types: UPLOAD_TYPES, allowSvg: true, maxPixels: max });
  const u16 = (value: number, littleEndian: boolean): Buffer => {
    const buffer = Buffer.alloc(2);
    if (littleEndian) buffer.writeUInt16LE(value);
    else buffer.writeUInt16BE(value);
    return buffer;
  };
  const at = (content: Buffer, offset: number, ...parts: readonly Buffer[]): Buffer => {
    const changed = Buffer.from(content);
    Buffer.concat(parts).copy(changed, offset);
    return changed;
  };
  const zero = Buffer.alloc(2);
  /** The picture of each format, of a width and a height: where its header says so. */
  const sized: readonly (readonly [
    string,
    UploadType,
    (width: number, height: number) => Buffer,
  ])[] = [
    ["PNG", "image/png", (w, h) => at(png(), 16, zero, u16(w, false), zero, u16(h, false))],
    ["GIF by its screen", "image/gif", (w, h) => at(gif(), 6, u16(w, true), u16(h, true))],
    ["GIF by its picture", "image/gif", (w, h) => at(gif(), 32, u16(w, true), u16(h, true))],
    [
      "JPEG",
      "image/jpeg",
      (w, h) =>
        jpeg(
          Buffer.concat([
            Buffer.from([0xff, 0xc2, 0, 11, 8]),
            u16(h, false),
            u16(w, false),
            Buffer.from([1, 1, 0x11, 0]),
          ]),
        ),
    ],
    [
      "JPEG behind another",
      "image/jpeg",
      (w, h) =>
        Buffer.concat([
          jpeg(multiPicture()),
          jpeg(
            Buffer.concat([
              Buffer.from([0xff, 0xc0, 0, 11, 8]),
              u16(h, false),
              u16(w, false),
              Buffer.from([1, 1, 0x11, 0]),
            ]),
          ),
        ]),
    ],
    ["WebP by its canvas", "image/webp", (w, h) => webp("VP8X", u24(w - 1), u24(h - 1))],
    ["WebP with loss", "image/webp", (w, h) => webp("VP8 ", u16(w, true), u16(h, true))],
    ["WebP without loss", "image/webp", (w, h) => webp("VP8L", lossless(w, h))],
    ["AVIF", "image/avif", (w, h) => avif(zero, u16(w, false), zero, u16(h, false))],
  ];
  const u24 = (value: number): Buffer =>
    Buffer.from([value & 255, (value >> 8) & 255, value >> 16]);
  const lossless = (width: number, height: number): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32LE((width - 1) | ((height - 1) << 14));
    return buffer;
  };
  const webp = (name: string, ...size: readonly Buffer[]): Buffer => {
    const before = { VP8X: 4, "VP8 ": 6, VP8L: 1 }[name] ?? 0;
    const data = Buffer.concat([Buffer.alloc(before, name === "VP8L" ? 0x2f : 0), ...size]);
    const padded = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
    const head = at(Buffer.alloc(20), 0, bytes("RIFF"), u16(padded.length + 12, true));
    return Buffer.concat([at(head, 8, bytes(`WEBP${name}`), u16(data.length, true)), padded]);
  };
  const avif = (...size: readonly Buffer[]): Buffer => {
    const ispe = Buffer.concat([
      u16(0, false),
      u16(20, false),
      bytes("ispe"),
      Buffer.alloc(4),
      ...size,
    ]);
    return Buffer.concat([SAMPLES["image/avif"], ispe]);
  };

  it.each(sized)(
    "UPL-04: a %s of so many is accepted, and of a row more is not",
    async (_, type, of) => {
      const check = async (height: number) => {
        const name = `x.${FILE_TYPES[type].extensions[0]}`;
        const verdict = await pictures.check({ name, bytes: of(4_000, height) });
        return verdict.valid ? "accepted" : verdict.rule;
      };
      expect(await check(3_000)).toBe("accepted");
      expect(await check(3_001)).toBe("image.pixels");
    },
  );

  it("UPL-04: where nobody says otherwise 64 megapixels are the most", async () => {
    const of = sized[0]?.[2];
    const rule = async (height: number) => await ruleOf("image/png", of?.(8_000, height) ?? png());
    expect([await rule(8_000), await rule(8_001)]).toEqual(["accepted", "image.pixels"]);
    expect(() => createFileValidator({ types: ["image/png"], maxPixels: 0 })).toThrow("maxPixels");
  });
});

describe("two files in one", () => {
  const zip = zipOf({ name: "a.txt", data: bytes("hello") });
  const script = bytes("<script>alert(1)</script>");
  const php = bytes("<?php system($_GET[0]);");
  const rar = bytes("Rar!\x1a\x07\x01\0");
  const sevenZip = bytes("7z\xbc\xaf\x27\x1c\0\x04");
  const ends = Buffer.alloc(4 * 22 * 20, bytes("PK\x05\x06"));
  /** The zip with another number in its end (APPNOTE 6.3.10, 4.3.16), 22 bytes from behind. */
  const withEnd = (at: number, value: number): Buffer => {
    const changed = Buffer.from(zip);
    changed.writeUInt32LE(value, zip.length - 22 + at);
    return changed;
  };
  const locator = Buffer.concat([bytes("PK\x06\x07"), Buffer.alloc(16)]);
  const zip64 = Buffer.concat([locator, withEnd(12, 0xffff_ffff).subarray(-22)]);
  /** Its list is found by its place alone: 24 bytes stand before the comment of a JPEG. */
  const jpegWithZip = ((): Buffer => {
    const endless = withEnd(12, 0);
    endless.writeUInt32LE(zip.readUInt32LE(zip.length - 6) + 24, zip.length - 6);
    return jpeg(jpegComment(endless));
  })();

  it.each([
    ["a zip behind a PNG", "image/png", Buffer.concat([png(), zip]), "content.trailing"],
    ["a zip behind a JPEG", "image/jpeg", Buffer.concat([jpeg(), zip]), "content.trailing"],
    ["a zip behind a GIF", "image/gif", Buffer.concat([gif(), zip]), "content.trailing"],
    [
      "a script behind a WebP",
      "image/webp",
      Buffer.concat([SAMPLES["image/webp"], script]),
      "content.trailing",
    ],
    ["PHP in a PNG", "image/png", png(pngChunk("tEXt", php)), "content.script"],
    ["PHP in a JPEG", "image/jpeg", jpeg(jpegComment(php)), "content.script"],
    ["a script in a PNG", "image/png", png(pngChunk("tEXt", script)), "content.script"],
    [
      "a PDF in a PNG",
      "image/png",
      png(pngChunk("tEXt", bytes("%PDF-1.4"))),
      "content.second-file",
    ],
    ["a zip in a JPEG", "image/jpeg", jpeg(jpegComment(zip)), "content.second-file"],
    [
      "a zip that counts none",
      "image/jpeg",
      jpeg(jpegComment(withEnd(8, 0))),
      "content.second-file",
    ],
    ["a ZIP64 in a JPEG", "image/jpeg", jpeg(jpegComment(zip64)), "content.second-file"],
    ["a zip of no length", "image/jpeg", jpegWithZip, "content.second-file"],
    ["ends of zips alone", "image/jpeg", jpeg(jpegComment(ends)), "content.second-file"],
    ["a RAR in a JPEG", "image/jpeg", jpeg(jpegComment(rar)), "content.second-file"],
    ["a 7z in a JPEG", "image/jpeg", jpeg(jpegComment(sevenZip)), "content.second-file"],
    [
      "an image of a page in a JPEG",
      "image/jpeg",
      jpeg(jpegComment(bytes('<img src=x onerror="x()">'))),
      "content.script",
    ],
    [
      "a script in a PDF",
      "application/pdf",
      bytes("%PDF-1.7\n<script>x</script>\n%%EOF"),
      "content.script",
    ],
    [
      "a PDF in a PDF",
      "application/pdf",
      bytes("%PDF-1.7\n%PDF-1.4\n%%EOF"),
      "content.second-file",
    ],
    [
      "a zip behind a PDF",
      "application/pdf",
      Buffer.concat([SAMPLES["application/pdf"], zip]),
      "content.trailing",
    ],
    ["a GIF that is JavaScript", "image/gif", bytes("GIF89a=1;alert(1)//"), "content.damaged"],
    ["a PDF that begins late", "application/pdf", bytes(" %PDF-1.7\n%%EOF"), "type.content"],
    [
      "a file before a zip",
      "application/zip",
      Buffer.concat([bytes("PK\x03\x04"), zip]),
      "archive.structure",
    ],
    ["markup in text", "text/csv", bytes("a,b\n<img src=x onerror=y>,1\n"), "text.markup"],
    ["NUL in text", "text/plain", bytes("a\0b"), "text.encoding"],
    ["Latin 1 as text", "text/plain", bytes("caf\xe9"), "text.encoding"],
    ["broken JSON", "application/json", bytes('{"a":1,"a":2}'), "text.json"],
  ] as const)("UPL-01: %s is refused", async (_, type, content, rule) => {
    expect(await ruleOf(type, content)).toBe(rule);
  });

  it("UPL-01: what cameras and phones write behind a picture is none", async () => {
    const multiple = Buffer.concat([jpeg(multiPicture()), jpeg(), jpeg()]);
    expect(await ruleOf("image/jpeg", multiple)).toBe("accepted");
    expect(await ruleOf("image/jpeg", Buffer.concat([jpeg(), jpeg()]))).toBe("content.trailing");
    expect(await ruleOf("image/jpeg", Buffer.concat([jpeg(), Buffer.alloc(700)]))).toBe("accepted");
    const notes = Buffer.concat([
      bytes("\0\0\x01\x0aImage_UTC_Data1"),
      bytes("SEFH"),
      Buffer.alloc(20),
    ]);
    const samsung = Buffer.concat([jpeg(), notes, Buffer.from([24, 0, 0, 0]), bytes("SEFT")]);
    expect(await ruleOf("image/jpeg", samsung)).toBe("accepted");
  });
});

describe("names and declarations", () => {
  it.each([
    ["photo.png", "accepted"],
    ["PHOTO.PnG", "accepted"],
    ["Holiday v1.2, 3. day.png", "accepted"],
    ["../../etc/photo.png", "accepted"],
    ["C:\\fakepath\\photo.png", "accepted"],
    ["photo\u202egpj.png", "accepted"],
    ["photo", "name.missing-extension"],
    ["", "name.missing-extension"],
    [".png", "name.missing-extension"],
    ["photo.png.", "name.missing-extension"],
    ["photo.png ", "name.missing-extension"],
    ["photo.png\u200b", "name.missing-extension"],
    ["photo.pn\u0261", "name.missing-extension"],
    ["photo.png/", "name.missing-extension"],
    ["photo.gif", "type.declared"],
    ["photo.php", "name.extension"],
    ["photo.pHp5", "name.extension"],
    ["photo.php.png", "name.double-extension"],
    ["photo.pHtMl.png", "name.double-extension"],
    ["photo.p\u200bhp.png", "name.double-extension"],
    ["photo.ｐｈｐ.png", "name.double-extension"],
    ["photo.php .png", "name.double-extension"],
    ["photo.php\0.png", "name.double-extension"],
    ["photo.php%00.png", "name.double-extension"],
    ["photo.asp;.png", "name.double-extension"],
    ["photo.php:x.png", "name.double-extension"],
    ["photo.pdf.png", "name.double-extension"],
  ])("UPL-01, UPL-03: %j: %s", async (name, expected) => {
    expect(await ruleOf("image/png", png(), name)).toBe(expected);
  });

  it("UPL-01: the declared type must agree, whatever its parameters and letter case", async () => {
    const check = async (declaredType: string | undefined) =>
      (await all.check({ name: "x.png", declaredType, bytes: png() })).valid;
    expect(await check("image/png")).toBe(true);
    expect(await check("IMAGE/PNG; charset=x")).toBe(true);
    expect(await check(undefined)).toBe(true);
    for (const wrong of ["", "image/jpeg", "application/octet-stream", "text/html", "image/pngx"]) {
      expect(await check(wrong), wrong).toBe(false);
    }
  });

  it("UPL-01: options that mean nothing are refused", () => {
    expect(() => createFileValidator({ types: [] })).toThrow("no type");
    expect(() => createFileValidator({ types: ["image/bmp" as UploadType] })).toThrow(
      "unknown type",
    );
    expect(() => createFileValidator({ types: ["image/png"], maxBytes: 0 })).toThrow("maxBytes");
  });
});
