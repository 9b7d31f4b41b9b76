import { createTexts, english, fillEnglish, type Texts } from "@plinth/console";
import { describe, expect, it } from "vitest";
import { faultsOf, type ProfileText, toProfile, toText } from "./profile-text.ts";

const german = createTexts("de", fillEnglish);
const arabic = createTexts("ar-u-nu-latn", fillEnglish);
const YEAR = 2026;

const typed = (t: Texts, part: Partial<ProfileText>): ProfileText => ({
  ...toText(t, {}),
  ...part,
});

describe("MEAL-13: a body is read as it is typed in a language", () => {
  it.each([
    [english, { birthYear: "1986", heightCm: "172", weightKg: "72.5" }],
    [german, { birthYear: "1986", heightCm: "172", weightKg: "72,5" }],
    [arabic, { birthYear: "١٩٨٦", heightCm: "١٧٢", weightKg: "٧٢٫٥" }],
  ])("$locale", (t, part) => {
    const text = typed(t, part);
    expect(faultsOf(t, text, YEAR)).toEqual({});
    const profile = toProfile(t, text, YEAR);
    expect(profile).toMatchObject({ birthYear: 1986, heightCm: 172, weightKg: 72.5 });
    expect(toProfile(t, toText(t, profile), YEAR)).toEqual(profile);
  });

  it("a member's energy may have its thousands apart", () => {
    const household = [{ key: 0, name: "Ben", kcal: "2.400", allergens: [] }];
    const text = typed(german, { household });
    expect(faultsOf(german, text, YEAR)).toEqual({});
    expect(toProfile(german, text, YEAR).household).toMatchObject([{ kcal: 2400 }]);
    expect(faultsOf(english, text, YEAR)).toEqual({
      "member-0-kcal": "Enter kcal from 400 to 6000.",
    });
  });

  it("what is no number, and a year to come, is said and not kept", () => {
    const text = typed(english, { birthYear: "2027", heightCm: "0xAC", weightKg: "7e1" });
    expect(faultsOf(english, text, YEAR)).toEqual({
      birthYear: "Enter a year from 1900 to 2026.",
      heightCm: "Enter centimetres from 100 to 250.",
      weightKg: "Enter kilograms from 30 to 350.",
    });
    expect(Object.keys(toProfile(english, text, YEAR)).sort()).toEqual([
      ...["allergens", "goal", "household"],
    ]);
  });
});
