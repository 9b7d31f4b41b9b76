import {
  Icon,
  type Messages,
  PlainButton,
  PlainCheckbox,
  type Texts,
  useTexts,
} from "@plinth/console";
import type { Allergen, ShoppingLine } from "#core";
import { countWords, householdWords } from "../api/household-words.ts";
import { allergenNames } from "../api/plan-words.ts";
import { sayWeight, weightWords } from "../api/weight-words.ts";
import { FoodName } from "../recipes/food-name.tsx";

type Units = "metric" | "us";

/** Packs that the core calls otherwise than by their weight. */
const packNames = { "box of 10": "box of 10" } as const satisfies Messages;

/** "2 × 400 g". */
const packWords = (t: Texts, packs: string): string => {
  const [count, pack = ""] = packs.split(" x ");
  const name = packNames[pack as keyof typeof packNames];
  return `${t.number(Number(count))} × ${name === undefined ? sayWeight(t, pack) : t.of(name)}`;
};

/** USDA's measures are English words ("3 large, chopped"): others are told how many things it is. */
const measureWords = (t: Texts, household: string | null): string => {
  if (household === null) return "";
  return t.locale === "en" ? householdWords(household) : (countWords(t, household) ?? "");
};

/** What is said of a line besides its name and weight. */
const notesOf = (t: Texts, line: ShoppingLine, units: Units): readonly string[] => {
  if (line.food === "water") return [t("from the tap")];
  if (line.isStaple) return [t("always at home")];
  const allergens = line.checkLabelFor as readonly Allergen[];
  const atHome = weightWords(t, line.atHomeGrams, units);
  return [
    line.packs === null ? "" : packWords(t, line.packs),
    measureWords(t, line.household),
    line.atHomeGrams > 0 ? t("{weight} of it at home", { weight: atHome }) : "",
    allergens.length > 0
      ? t("some brands contain {allergens}", { allergens: allergenNames(t, allergens) })
      : "",
  ].filter((note) => note !== "");
};

/** One food of the list: to tick off, or at home. */
export const GroceryItem = (props: {
  readonly line: ShoppingLine;
  readonly units: Units;
  readonly isDone: boolean;
  readonly onToggle: (isDone: boolean) => void;
  readonly onStock: () => void;
}) => {
  const t = useTexts();
  const { line } = props;
  const isAtHome = line.buyGrams === 0;
  const text = (
    <>
      <FoodName name={line.name} className="grocery-name" />
      {notesOf(t, line, props.units).map((note) => (
        <span key={note} className="grocery-note">
          {note}
        </span>
      ))}
    </>
  );
  return (
    <li className="grocery" data-done={!isAtHome && props.isDone}>
      {isAtHome ? (
        <span className="grocery-text">{text}</span>
      ) : (
        <PlainCheckbox isSelected={props.isDone} onChange={props.onToggle}>
          {text}
        </PlainCheckbox>
      )}
      <span className="grocery-amount numbers">
        {sayWeight(t, isAtHome ? line.weight : line.buyWeight)}
      </span>
      {line.food !== "water" && (
        <span className="no-print">
          <PlainButton
            look="quiet"
            isSmall
            isIcon
            aria-label={t("At home: {name}", { name: t.of(line.name) })}
            onPress={props.onStock}
          >
            <Icon name="more" size={18} />
          </PlainButton>
        </span>
      )}
    </li>
  );
};
