import "./words.css";
import {
  Button,
  Icon,
  type Messages,
  Notice,
  PageLink,
  TextField,
  type Texts,
  useRuntime,
  useTexts,
} from "@plinth/console";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { type Constraint, type FoundConstraint, type LeftOver, MAX_WORDS_LENGTH } from "#core";
import { ChipEditor } from "./chip-editor.tsx";
import { applyChip, applyChips, chipText, removeChip, type WordValues } from "./chips.ts";
import { type ModelState, readWords } from "./words-api.ts";

type Chip = FoundConstraint & { readonly id: number };
type Read = {
  readonly sentence: string;
  readonly chips: readonly Chip[];
  readonly left: readonly LeftOver[];
  readonly model: ModelState;
  /** The form as it was before. */
  readonly before: WordValues;
};

const countText = (t: Texts, chips: number): string =>
  chips === 0
    ? t("No wish was understood.")
    : t.plural(
        chips,
        "One wish was understood; the form below is filled with it.",
        "{n} wishes were understood; the form below is filled with them.",
      );

/** Wishes in a sentence: what is understood becomes chips that fill the form and can be changed. */
export const WordsPanel = (props: {
  readonly values: WordValues;
  readonly patch: (part: Partial<WordValues>) => void;
}) => {
  const t = useTexts();
  const { client } = useRuntime();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const [isPending, setPending] = useState(false);
  const [read, setRead] = useState<Read>();
  const [told, setTold] = useState("");

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const sentence = text.trim();
    if (sentence === "" || sentence.length > MAX_WORDS_LENGTH) {
      setFault(t("Write a sentence of up to {most} characters.", { most: MAX_WORDS_LENGTH }));
      return;
    }
    setFault(undefined);
    setPending(true);
    try {
      const { found, left, model } = await readWords(client, sentence);
      const before = undone(props.values, read);
      props.patch(applyChips(before, found));
      setRead({ sentence, left, model, before, chips: found.map((one, id) => ({ ...one, id })) });
      setTold(countText(t, found.length));
    } catch {
      // Somebody called it off.
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="stack stack-tight words-panel">
      <form className="stack stack-tight" aria-label={t("Wishes in a sentence")} onSubmit={submit}>
        <TextField
          name="words"
          label={t("What would you like to eat?")}
          value={text}
          onChange={setText}
          autoComplete="off"
          hint={t(
            "For example: vegan, no mushrooms, 2200 kcal for 5 days, under 30 minutes, allergic to peanuts.",
          )}
          {...(fault === undefined ? {} : { errorMessage: fault })}
        />
        <div className="row">
          <Button type="submit" isPending={isPending}>
            {t("Fill the form")}
          </Button>
        </div>
      </form>
      <p className="small" role="status">
        {told}
      </p>
      {read !== undefined && (
        <>
          <Chips
            read={read}
            values={props.values}
            onChange={(chips, values, words) => {
              props.patch(values);
              setRead({ ...read, chips });
              setTold(words);
            }}
          />
          {read.chips.some(({ field }) => field === "never" || field === "more") && (
            <p className="small soft">
              {t(
                "What you say of a dish is kept with what you like, and holds for later plans too.",
              )}
            </p>
          )}
          <LeftOvers read={read} />
          <ModelNotice
            state={read.model}
            hasAdded={read.chips.some(({ source }) => source === "model")}
          />
        </>
      )}
    </div>
  );
};

const unseen = (words: ReactNode) => <span className="visually-hidden">{words}</span>;
const soft = (words: ReactNode) => <span className="soft">{words}</span>;

/** The form without what the sentence before filled in. */
const undone = (values: WordValues, read: Read | undefined): WordValues =>
  (read?.chips ?? []).reduce(
    (left, chip) => removeChip(left, read?.before ?? left, chip, []),
    values,
  );

const Chips = (props: {
  readonly read: Read;
  readonly values: WordValues;
  readonly onChange: (chips: readonly Chip[], values: WordValues, told: string) => void;
}) => {
  const t = useTexts();
  const { chips, before } = props.read;
  const [edited, setEdited] = useState<number>();
  const list = useRef<HTMLUListElement>(null);
  const open = chips.find(({ id }) => id === edited);
  const others = (chip: Chip) => chips.filter(({ id }) => id !== chip.id);
  const focus = (index: number) =>
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>(".words-chip > button") ?? [];
      (buttons[Math.min(index, buttons.length - 1)] ?? list.current)?.focus();
    });
  const remove = (chip: Chip) => {
    const left = others(chip);
    setEdited(undefined);
    props.onChange(
      left,
      removeChip(props.values, before, chip, left),
      t("{wish}: removed.", { wish: chipText(t, chip) }),
    );
    focus(Math.max(0, (chips.indexOf(chip) - 1) * 2));
  };
  const change = (chip: Chip, next: Constraint) => {
    const without = removeChip(props.values, before, chip, others(chip));
    const changed: Chip = { ...chip, ...next };
    props.onChange(
      chips.map((one) => (one.id === chip.id ? changed : one)),
      { ...without, ...applyChip(without, next) },
      t("Changed to: {wish}.", { wish: chipText(t, next) }),
    );
  };
  return (
    <>
      <ul
        className="chips words-chips"
        ref={list}
        tabIndex={-1}
        aria-label={t("Wishes understood")}
      >
        {chips.map((chip) => (
          <li key={chip.id} className="chip words-chip" data-source={chip.source}>
            <button
              type="button"
              className="words-change"
              aria-expanded={chip.id === edited}
              onClick={() => setEdited(chip.id === edited ? undefined : chip.id)}
            >
              {t.rich(
                chip.source === "model"
                  ? "<unseen>Change: </unseen>{wish}<soft> (suggested)</soft>"
                  : "<unseen>Change: </unseen>{wish}",
                { wish: chipText(t, chip), unseen, soft },
              )}
            </button>
            <button type="button" className="tag-remove" onClick={() => remove(chip)}>
              <span className="visually-hidden">
                {t("Remove: {wish}", { wish: chipText(t, chip) })}
              </span>
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      {open !== undefined && (
        <ChipEditor
          key={open.id}
          chip={open}
          onChange={(next) => change(open, next)}
          onClose={() => {
            setEdited(undefined);
            focus(chips.indexOf(open) * 2);
          }}
        />
      )}
    </>
  );
};

const reasons = {
  unknown: "not understood",
  unsupported: "a plan cannot be asked for this",
  "out-of-range": "more or less than a plan can have",
  negated: "nothing was added or taken away for it",
  "allergen-mentioned": "mentioned, and not excluded",
  mentioned: "neither left out nor asked for",
  conflict: "it contradicts something else you said",
  "unknown-allergy": "not understood",
} as const satisfies Messages;

const LeftOvers = ({ read }: { readonly read: Read }) => {
  const t = useTexts();
  const { left, sentence } = read;
  const quote = ({ start, end }: LeftOver) => t("“{words}”", { words: sentence.slice(start, end) });
  const allergies = left.filter(({ reason }) => reason === "unknown-allergy");
  const mentioned = left.filter(({ reason }) => reason === "allergen-mentioned");
  const others = left.filter((one) => !allergies.includes(one) && !mentioned.includes(one));
  return (
    <>
      {allergies.length > 0 && (
        <Notice tone="danger" title={t("An allergy was not understood")}>
          {t(
            "Nothing is excluded for {words}. Choose it below, under “Must not contain” or “Leave out”.",
            { words: t.list(allergies.map(quote)) },
          )}
        </Notice>
      )}
      {mentioned.length > 0 && (
        <Notice tone="warn" title={t("Is this an allergy?")}>
          {t(
            "You mention {words}; nothing was excluded for it. If it has to be, choose it below, under “Must not contain”.",
            { words: t.list(mentioned.map(quote)) },
          )}
        </Notice>
      )}
      {others.length > 0 && (
        <details className="more">
          <summary>
            {t.plural(others.length, "One thing came to nothing", "{n} things came to nothing")}
          </summary>
          <ul className="small">
            {others.map((one) => (
              <li key={`${one.start}-${one.reason}`}>
                {t("{words}: {reason}.", { words: quote(one), reason: t.of(reasons[one.reason]) })}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
};

const modelTexts = {
  unavailable: "The language model gave no answer; rules alone read your sentence.",
  unusable: "The language model's answer could not be used; rules alone read your sentence.",
  "used-up": "Your allowance for the language model is used up; rules alone read your sentence.",
  here: "The server could not be reached; your sentence was read here, by rules.",
  used: "A language model helped. What it suggested is marked; what you excluded, it cannot take back.",
} as const satisfies Messages;

const ModelNotice = ({
  state,
  hasAdded,
}: {
  readonly state: ModelState;
  readonly hasAdded: boolean;
}) => {
  const t = useTexts();
  if (state === "no-consent") {
    return (
      <p className="small soft">
        {t.rich(
          "A language model could read what rules do not understand. <a>Decide under privacy whether it may.</a>",
          { a: (words: ReactNode) => <PageLink to="/account/privacy">{words}</PageLink> },
        )}
      </p>
    );
  }
  if (!Object.hasOwn(modelTexts, state)) return null;
  const text =
    state === "used" && !hasAdded
      ? t("A language model was asked too, and had nothing to add.")
      : t.of(modelTexts[state as keyof typeof modelTexts]);
  return <p className="small soft">{text}</p>;
};
