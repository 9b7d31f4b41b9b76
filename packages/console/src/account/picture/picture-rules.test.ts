import { describe, expect, it } from "vitest";
import { english } from "../../texts/index.ts";
import { initialsOf, pictureFault } from "./picture-rules.ts";

describe("profile pictures", () => {
  it("UPL-01, UPL-02: tells in words what the server would refuse", () => {
    expect(pictureFault(english, { type: "image/png", size: 5_242_880 })).toBeUndefined();
    expect(pictureFault(english, { type: "image/png", size: 5_242_881 })).toContain(
      "5 MB is the most",
    );
    expect(pictureFault(english, { type: "image/svg+xml", size: 10 })).toContain(
      "PNG, JPEG or WebP",
    );
    expect(pictureFault(english, { type: "", size: 10 })).toContain("PNG, JPEG or WebP");
    expect(pictureFault(english, { type: "image/webp", size: 0 })).toContain("empty");
  });

  it("shows letters where there is no picture", () => {
    expect(initialsOf("Ada Lovelace")).toBe("AL");
    expect(initialsOf("  ada   king  lovelace ")).toBe("AL");
    expect(initialsOf("Élise")).toBe("É");
    expect(initialsOf("😀 Smile")).toBe("😀S");
    expect(initialsOf(" ")).toBe("?");
  });
});
