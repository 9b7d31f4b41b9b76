import { useFocusFirst } from "../../account/account-frame.tsx";
import { faultsOf } from "../../account/rules.ts";
import {
  Button,
  ChipGroup,
  Dialog,
  FormFailure,
  Select,
  TextField,
  useForm,
} from "../../kit/index.ts";
import { type Messages, readNumberWithin, type Texts, useTexts } from "../../texts/index.ts";
import { dayText, describeSecurityError } from "../parts/security-words.ts";
import { type NewApiKey, useSecurityApi } from "../security-api.ts";
import { limitUnits, scopeWords } from "./key-words.ts";

const DAY_MS = 86_400_000;

/** By days. */
const lifes = {
  "7": "7 days",
  "30": "30 days",
  "90": "90 days",
  "180": "180 days",
  "365": "a year",
} as const satisfies Messages;
const daysOffered = Object.keys(lifes) as readonly (keyof typeof lifes)[];
const unitsOffered = Object.keys(limitUnits) as readonly (keyof typeof limitUnits)[];

interface Wishes {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly days: keyof typeof lifes;
  /** Calls in a unit of time; empty for no limit of its own. */
  readonly calls: string;
  readonly unit: keyof typeof limitUnits;
}

const blank: Wishes = { name: "", scopes: [], days: "90", calls: "", unit: "minute" };

const readCalls = (t: Texts, calls: string): number | undefined =>
  readNumberWithin(t, calls, { least: 1, most: 999_999_999, isWhole: true });

const callsFault = (t: Texts, calls: string): string | undefined =>
  calls.trim() === "" || readCalls(t, calls) !== undefined
    ? undefined
    : t("Enter a whole number, or nothing.");

const nameFault = (t: Texts, name: string): string | undefined => {
  if (name.trim() === "") return t("Give it a name, such as the program that uses it.");
  return name.length > 100 ? t("Use at most 100 letters.") : undefined;
};

/** The window that makes an API key. */
export const CreateKey = (props: {
  readonly scopes: readonly string[];
  readonly onMade: (made: NewApiKey) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  return (
    <Dialog title={t("Make an API key")} isOpen onClose={props.onClose}>
      <CreateForm scopes={props.scopes} onMade={props.onMade} />
    </Dialog>
  );
};

const CreateForm = (props: {
  readonly scopes: readonly string[];
  readonly onMade: (made: NewApiKey) => void;
}) => {
  const t = useTexts();
  const api = useSecurityApi();
  const place = useFocusFirst();
  const form = useForm<Wishes>({
    initial: blank,
    validate: (wishes) =>
      faultsOf({
        name: nameFault(t, wishes.name),
        scopes: wishes.scopes.length === 0 ? t("Choose at least one.") : undefined,
        calls: callsFault(t, wishes.calls),
      }),
    submit: async ({ name, scopes, days, calls, unit }) => {
      const count = readCalls(t, calls);
      const limit = count === undefined ? {} : { limit: `${count}/${unit}` };
      const input = { name: name.trim(), scopes, expiresInDays: Number(days), ...limit };
      props.onMade(await api.createKey(input));
    },
    describe: (error) => describeSecurityError(t, error),
  });
  const end = dayText(t, new Date(Date.now() + Number(form.values.days) * DAY_MS).toISOString());
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={t("Make an API key")}>
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("name")}
          label={t("Name")}
          hint={t("What the key is for, such as “Home server”.")}
          maxLength={100}
          autoComplete="off"
        />
        <ChipGroup
          name="scopes"
          label={t("What it may do")}
          hint={t("Give it no more than the program needs. Everything else is refused.")}
          values={form.values.scopes}
          onChange={(scopes) => form.set("scopes", scopes)}
          choices={props.scopes.map((scope) => ({ value: scope, label: scopeWords(t, scope) }))}
          errorMessage={form.messageOf("scopes")}
        />
        <Select
          label={t("Valid for")}
          value={form.values.days}
          onChange={(days) => form.set("days", days)}
          choices={daysOffered.map((value) => ({ value, label: t.of(lifes[value]) }))}
          hint={t("It ends on {end}.", { end })}
        />
        <div className="split">
          <TextField
            {...form.text("calls")}
            label={t("Own limit")}
            isOptional
            inputMode="numeric"
            autoComplete="off"
            after={t("calls")}
            hint={t("Empty: only the limits for everybody.")}
          />
          <Select
            label={t("Within")}
            value={form.values.unit}
            onChange={(unit) => form.set("unit", unit)}
            choices={unitsOffered.map((value) => ({ value, label: t.of(limitUnits[value]) }))}
          />
        </div>
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Make the key")}
        </Button>
      </form>
    </div>
  );
};
