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
import { useTexts } from "../../texts/index.ts";
import { dayText, describeSecurityError } from "../parts/security-words.ts";
import { type NewApiKey, useSecurityApi } from "../security-api.ts";
import { limitUnits, scopeWords } from "./key-words.ts";

const DAY_MS = 86_400_000;

const lifes = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "180", label: "180 days" },
  { value: "365", label: "a year" },
] as const;

interface Wishes {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly days: (typeof lifes)[number]["value"];
  /** Calls in a unit of time; empty for no limit of its own. */
  readonly calls: string;
  readonly unit: (typeof limitUnits)[number]["value"];
}

const blank: Wishes = { name: "", scopes: [], days: "90", calls: "", unit: "minute" };

const callsFault = (calls: string): string | undefined => {
  if (calls.trim() === "") return undefined;
  return /^[1-9][0-9]{0,8}$/.test(calls.trim()) ? undefined : "Enter a whole number, or nothing.";
};

const nameFault = (name: string): string | undefined => {
  if (name.trim() === "") return "Give it a name, such as the program that uses it.";
  return name.length > 100 ? "Use at most 100 letters." : undefined;
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
        name: nameFault(wishes.name),
        scopes: wishes.scopes.length === 0 ? t("Choose at least one.") : undefined,
        calls: callsFault(wishes.calls),
      }),
    submit: async ({ name, scopes, days, calls, unit }) => {
      const limit = calls.trim() === "" ? {} : { limit: `${calls.trim()}/${unit}` };
      const input = { name: name.trim(), scopes, expiresInDays: Number(days), ...limit };
      props.onMade(await api.createKey(input));
    },
    describe: (error) => describeSecurityError(t, error),
  });
  const end = dayText(new Date(Date.now() + Number(form.values.days) * DAY_MS).toISOString());
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
          choices={props.scopes.map((scope) => ({ value: scope, label: scopeWords(scope) }))}
          errorMessage={form.messageOf("scopes")}
        />
        <Select
          label={t("Valid for")}
          value={form.values.days}
          onChange={(days) => form.set("days", days)}
          choices={lifes}
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
            choices={limitUnits}
          />
        </div>
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Make the key")}
        </Button>
      </form>
    </div>
  );
};
