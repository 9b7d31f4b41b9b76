import { createTexts, english, fillEnglish, type Texts } from "@plinth/console";

const catalogs = {
  de: () => import("catalog:de"),
  ar: () => import("catalog:ar"),
};

/** The texts of a language: English is in the sources, the others are a file each. */
export const loadTexts = async (tag: string): Promise<Texts> => {
  if (!Object.hasOwn(catalogs, tag)) return english;
  const { createFill, locale } = await catalogs[tag as keyof typeof catalogs]();
  return createTexts(locale, createFill(fillEnglish));
};
