import { Button, Checkbox, Icon } from "@plinth/console";
import { ALLERGEN_LABELS, type Allergen, formatWeight, type ShoppingLine } from "#core";
import { householdWords } from "../api/plan-words.ts";

type Units = "metric" | "us";

/** What is said of a line besides its name and weight. */
const notesOf = (line: ShoppingLine, units: Units): readonly string[] => {
  if (line.food === "water") return ["from the tap"];
  if (line.isStaple) return ["always at home"];
  const labels = line.checkLabelFor.map((one) =>
    (ALLERGEN_LABELS[one as Allergen] ?? one).toLowerCase(),
  );
  return [
    line.packs === null ? "" : line.packs.replace(" x ", " × "),
    line.household === null ? "" : householdWords(line.household),
    line.atHomeGrams > 0 ? `${formatWeight(line.atHomeGrams, units)} of it at home` : "",
    labels.length > 0 ? `some brands contain ${labels.join(", ")}` : "",
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
  const { line } = props;
  const isAtHome = line.buyGrams === 0;
  const text = (
    <>
      <span className="grocery-name">{line.name}</span>
      {notesOf(line, props.units).map((note) => (
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
        <Checkbox isSelected={props.isDone} onChange={props.onToggle}>
          {text}
        </Checkbox>
      )}
      <span className="grocery-amount numbers">{isAtHome ? line.weight : line.buyWeight}</span>
      {line.food !== "water" && (
        <span className="no-print">
          <Button
            look="quiet"
            isSmall
            isIcon
            aria-label={`At home: ${line.name}`}
            onPress={props.onStock}
          >
            <Icon name="more" size={18} />
          </Button>
        </span>
      )}
    </li>
  );
};
