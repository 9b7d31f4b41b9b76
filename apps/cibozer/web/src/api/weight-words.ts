import type { Texts } from "@plinth/console";
import { formatWeight } from "#core";

/** Units as the core writes them, and as `Intl` names them. */
const UNITS: Readonly<Record<string, string>> = {
  g: "gram",
  kg: "kilogram",
  oz: "ounce",
  lb: "pound",
};

/** A weight that the core has written ("2 lb 3.5 oz"), in the language of the page. */
export const sayWeight = (t: Texts, written: string): string => {
  const parts = [...written.matchAll(/([\d.]+) (g|kg|oz|lb)\b/g)].map(([, amount, unit]) =>
    t.number(Number(amount), {
      style: "unit",
      unit: UNITS[unit ?? ""] ?? "gram",
      maximumFractionDigits: 3,
      useGrouping: false,
    }),
  );
  if (parts.length === 0) return written;
  const weight = t.list(parts, { type: "unit", style: "narrow" });
  return written.startsWith("under") ? t("under {weight}", { weight }) : weight;
};

/** A weight as the core rounds it, in the language of the page. */
export const weightWords = (t: Texts, grams: number, units: "metric" | "us"): string =>
  sayWeight(t, formatWeight(grams, units));
