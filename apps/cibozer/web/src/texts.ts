import { english, type LoadTexts } from "@plinth/console";

/** The texts of a language: English is in the sources, the others are a file each. */
export const loadTexts: LoadTexts = async (tag) => {
  if (tag === "de") return (await import("catalog:de")).texts;
  if (tag === "ar") return (await import("catalog:ar")).texts;
  return english;
};
