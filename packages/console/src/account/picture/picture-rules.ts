import type { Texts } from "../../texts/index.ts";

/** What the file dialog offers. */
export const PICTURE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

const MAX_BYTES = 5_242_880;

/** What is wrong with a file before it is sent, in words; undefined where nothing is. */
export const pictureFault = (t: Texts, file: Pick<File, "type" | "size">): string | undefined => {
  if (!PICTURE_TYPES.includes(file.type)) {
    return t("This is not a picture that works here. Choose a PNG, JPEG or WebP file.");
  }
  if (file.size === 0) return t("This file is empty. Choose another one.");
  if (file.size <= MAX_BYTES) return undefined;
  const size = t.number(file.size / 1_048_576, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return t("This picture has {size} MB; 5 MB is the most. Choose a smaller one.", { size });
};

/** One or two letters that stand for a person without a picture. */
export const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) =>
    [...(word ?? "")].slice(0, 1).join(""),
  );
  return letters.join("").toUpperCase() || "?";
};
