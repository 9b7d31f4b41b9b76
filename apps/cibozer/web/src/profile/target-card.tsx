import { buttonClass, type Messages, PageLink, useTexts } from "@plinth/console";
import { allergenNames } from "../api/plan-words.ts";
import { cautionWords } from "./caution.tsx";
import type { Profile } from "./profile-api.ts";
import { Section } from "./section.tsx";
import { allergensOf, missingTarget, targetOf } from "./targets.ts";

const held = {
  resting: "Less would be under what your body spends at rest: we do not plan that.",
  floor: "Less would be under 1,200 kcal: we do not plan that.",
  underweight:
    "By your height you weigh little already: we plan for staying as you are. Speak with a doctor before you lose weight.",
  ceiling: "More than 6,000 kcal is not planned.",
} as const satisfies Messages;

const missing = {
  range:
    "The formula was made for adults of 120 to 230 cm and 30 to 300 kg: ask a doctor or dietitian for your energy, and say it when you plan.",
  unsaid:
    "Say sex, year of birth (of an adult), height, weight and activity, and your energy is worked out here.",
} as const satisfies Messages;

/** What follows from the fields as they are now. */
export const TargetCard = ({ profile }: { readonly profile: Profile }) => {
  const t = useTexts();
  const year = new Date().getFullYear();
  const target = targetOf(profile, year);
  const allergens = allergensOf(profile);
  return (
    <Section title={t("What plans start with")}>
      <div className="stack stack-tight" role="status">
        {target === undefined ? (
          <p>{t.of({ ...missing, minor: cautionWords.minor }[missingTarget(profile, year)])}</p>
        ) : (
          <>
            <p>
              {t.rich(
                "<strong>{kcal} kcal</strong> a day; you spend about {need} (Mifflin-St Jeor).",
                {
                  kcal: t.number(target.kcal),
                  need: t.number(target.needKcal),
                  strong: (words) => <strong className="numbers">{words}</strong>,
                },
              )}
            </p>
            {target.held !== "none" && <p>{t.of(held[target.held])}</p>}
          </>
        )}
        {allergens.length > 0 && (
          <p>
            {t("Without {allergens}, for all of you.", { allergens: allergenNames(t, allergens) })}
          </p>
        )}
        <p className="small soft">
          {t(
            "No medical advice, and not for pregnancy, nursing, eating disorders or illness: ask a doctor or dietitian.",
          )}
        </p>
      </div>
      <p>
        <PageLink to="/plans/new" className={buttonClass({ look: "secondary" })}>
          {t("Plan with it")}
        </PageLink>
      </p>
    </Section>
  );
};
