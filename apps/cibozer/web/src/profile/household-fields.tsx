import { Button, ChipGroup, Icon, TextField, useTexts } from "@plinth/console";
import { ALLERGENS } from "#core";
import { allergenChoices, type ProfileFieldsProps } from "./body-fields.tsx";
import type { MemberText } from "./profile-text.ts";

const MOST = 11;

/** Those who eat along, each with their own energy and allergies. */
export const HouseholdFields = ({ text, faults, patch }: ProfileFieldsProps) => {
  const t = useTexts();
  const { household } = text;
  const change = (key: number, part: Partial<MemberText>) =>
    patch({
      household: household.map((member) => (member.key === key ? { ...member, ...part } : member)),
    });
  const add = () => {
    const key = Math.max(-1, ...household.map((member) => member.key)) + 1;
    patch({ household: [...household, { key, name: "", kcal: "", allergens: [] }] });
  };
  return (
    <div className="stack">
      <p className="small soft">
        {t(
          "They eat what you eat: portions by their energy, and nothing that one of them must not have.",
        )}
      </p>
      {household.map((member, index) => {
        const typed = member.name.trim();
        const who = typed === "" ? t("person {n}", { n: index + 1 }) : typed;
        return (
          <fieldset key={member.key} className="member stack">
            <legend>{who}</legend>
            <div className="split">
              <TextField
                label={t("Name")}
                autoComplete="off"
                maxLength={40}
                value={member.name}
                onChange={(name) => change(member.key, { name })}
                errorMessage={faults[`member-${member.key}-name`]}
              />
              <TextField
                label={t("Energy a day")}
                inputMode="numeric"
                after={t("kcal")}
                autoComplete="off"
                value={member.kcal}
                onChange={(kcal) => change(member.key, { kcal })}
                errorMessage={faults[`member-${member.key}-kcal`]}
              />
            </div>
            <ChipGroup
              label={t("Must not eat")}
              isOptional
              values={member.allergens}
              onChange={(values) =>
                change(member.key, { allergens: ALLERGENS.filter((one) => values.includes(one)) })
              }
              choices={allergenChoices(t)}
            />
            <div className="row">
              <Button
                look="quiet"
                isSmall
                aria-label={t("Remove {name}", { name: who })}
                onPress={() =>
                  patch({ household: household.filter(({ key }) => key !== member.key) })
                }
              >
                <Icon name="trash" size={18} /> {t("Remove")}
              </Button>
            </div>
          </fieldset>
        );
      })}
      {household.length < MOST && (
        <div className="row">
          <Button onPress={add}>
            <Icon name="plus" size={18} /> {t("Add somebody")}
          </Button>
        </div>
      )}
    </div>
  );
};
