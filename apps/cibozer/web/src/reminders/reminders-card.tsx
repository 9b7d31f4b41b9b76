import {
  Button,
  Checkbox,
  describeError,
  Notice,
  Select,
  Skeleton,
  TextField,
  type Texts,
  useRuntime,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Section } from "../profile/section.tsx";
import { dropAddress, hasAddress, makeAddress, permissionHere } from "./device.ts";
import { createRemindersApi, type KeptWishes, type Wishes } from "./reminders-api.ts";

const KEY = ["reminders"] as const;
const DAYS = ["1", "2", "3", "4", "5", "6", "0"] as const;
const NO_DAY = "none";
const MORNING = "09:00";
/** The 1st of January 2023 was a Sunday. */
const SUNDAY = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;

const dayName = (t: Texts, day: string): string =>
  t.date(new Date(SUNDAY + Number(day) * DAY_MS), { weekday: "long", timeZone: "UTC" });

/** Reminders on this device: nothing is asked of the browser before its owner presses the button. */
export const RemindersCard = () => {
  const t = useTexts();
  const { client } = useRuntime();
  const api = useMemo(() => createRemindersApi(client), [client]);
  const state = useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => ({
      kept: await api.load(signal),
      isOn: (await hasAddress()) && (await api.isSubscribed(signal)),
    }),
  });
  if (permissionHere() === "unsupported" || state.isError) return null;
  return (
    <Section title={t("Reminders")}>
      <p className="small soft">
        {t(
          "A short message on this device when it is time. It names a dish at most, and none comes once you have signed out here.",
        )}
      </p>
      {state.data === undefined ? (
        <Skeleton lines={2} height="3rem" />
      ) : (
        <WishesForm kept={state.data.kept} isOn={state.data.isOn} />
      )}
    </Section>
  );
};

const WishesForm = (props: { readonly kept: KeptWishes; readonly isOn: boolean }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const api = useMemo(() => createRemindersApi(client), [client]);
  const queries = useQueryClient();
  const toasts = useToasts();
  const { kept, isOn } = props;
  const [wishes, setWishes] = useState<Wishes>({
    cook: kept.timeZone === null || kept.cook,
    shop: kept.shop,
  });
  const [isDenied, setDenied] = useState(permissionHere() === "denied");
  const { shop } = wishes;
  const onError = (error: unknown) => toasts.fail(describeError(t, error).message);
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const save = useMutation({
    mutationFn: async () => {
      if (!isOn) {
        const address = await makeAddress(await api.key());
        if (address === undefined) return false;
        await api.subscribe(address);
      }
      await api.save(wishes);
      return true;
    },
    onSuccess: async (isDone) => {
      setDenied(permissionHere() === "denied");
      if (isDone) toasts.succeed(t("You will be reminded on this device."));
      await refresh();
    },
    onError,
  });
  const end = useMutation({
    mutationFn: async () => {
      await api.unsubscribe();
      await dropAddress();
    },
    onSuccess: async () => {
      toasts.succeed(t("No more reminders on this device."));
      await refresh();
    },
    onError,
  });
  const isEmpty = !wishes.cook && shop === null;
  return (
    <div className="stack">
      <Checkbox isSelected={wishes.cook} onChange={(cook) => setWishes({ ...wishes, cook })}>
        {t("When to begin with dinner")}
      </Checkbox>
      <div className="split">
        <Select
          label={t("Day for shopping")}
          value={shop === null ? NO_DAY : `${shop.day}`}
          onChange={(value) =>
            setWishes({
              ...wishes,
              shop: value === NO_DAY ? null : { day: Number(value), time: shop?.time ?? MORNING },
            })
          }
          choices={[
            { value: NO_DAY, label: t("None") },
            ...DAYS.map((value) => ({ value, label: dayName(t, value) })),
          ]}
        />
        {shop !== null && (
          <TextField
            type="time"
            label={t("Remind me at")}
            value={shop.time}
            onChange={(time) => {
              if (time !== "") setWishes({ ...wishes, shop: { ...shop, time } });
            }}
          />
        )}
      </div>
      {isDenied && (
        <Notice tone="warn">
          <p>{t("This browser does not let Cibozer remind you: its settings say so.")}</p>
        </Notice>
      )}
      <div className="row">
        <Button
          look={isOn ? "quiet" : "primary"}
          isPending={save.isPending}
          isDisabled={isDenied || (isEmpty && !isOn)}
          onPress={() => save.mutate()}
        >
          {isOn ? t("Keep it") : t("Remind me on this device")}
        </Button>
        {isOn && (
          <Button look="quiet" isPending={end.isPending} onPress={() => end.mutate()}>
            {t("No more on this device")}
          </Button>
        )}
      </div>
    </div>
  );
};
