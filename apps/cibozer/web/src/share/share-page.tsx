import {
  Button,
  ConfirmDialog,
  describeError,
  ErrorState,
  Icon,
  type Messages,
  PageHeading,
  PageLink,
  readNumberWithin,
  Segmented,
  Skeleton,
  TextField,
  type Texts,
  useRuntime,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { planTitle } from "../api/plan-words.ts";
import { type Choice, isChosen } from "../groceries/choice.ts";
import { Choices } from "../groceries/choices.tsx";
import { More } from "../groceries/more.tsx";
import { planKeys, usePlansApi } from "../plans/use-plans.ts";
import { Section } from "../profile/section.tsx";
import { CalendarFeeds } from "./calendar-feeds.tsx";
import { CopyLink } from "./copy-link.tsx";
import { Files } from "./files.tsx";
import { createShareApi, type Share, type SharePart, type ShareWish } from "./share-api.ts";

const codes = {
  SHARE_LIMIT_REACHED: ["Enough links", "A plan has 20 links. Take one back first."],
} as const satisfies Messages;

const sharesKey = (id: string) => [...planKeys.one(id), "shares"] as const;

/** A plan to take along and to show: files, and links that end. */
export const SharePage = (props: {
  readonly id: string;
  /** What the address says. */
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}) => {
  const { id } = props;
  const t = useTexts();
  // Whoever presses fast must not wait for the address.
  const [choice, setChoice] = useState(props.choice);
  const choose = (next: Choice) => {
    setChoice(next);
    props.onChoose(next);
  };
  const api = usePlansApi();
  const plan = useQuery({
    queryKey: planKeys.one(id),
    queryFn: ({ signal }) => api.load(id, signal),
  });
  return (
    <div className="page page-middle stack">
      <p>
        <PageLink to={`/plans/${id}`}>{t("Back to the plan")}</PageLink>
      </p>
      <PageHeading>{t("Share and keep")}</PageHeading>
      {plan.data !== undefined && (
        <p className="soft">{planTitle(t, plan.data.days.length, plan.data.days[0]?.date)}</p>
      )}
      <Section title={t("Take it along")}>
        {plan.data !== undefined && (
          <More title={t("For which days, and for whom")} isOpen={isChosen(choice)}>
            <Choices plan={plan.data} choice={choice} onChange={choose} />
          </More>
        )}
        <Files id={id} choice={choice} onChoose={choose} />
      </Section>
      <Links id={id} />
      <CalendarFeeds planId={id} />
    </div>
  );
};

const Links = ({ id }: { readonly id: string }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const api = useMemo(() => createShareApi(client), [client]);
  const queries = useQueryClient();
  const toasts = useToasts();
  const [made, setMade] = useState<string>();
  const [asked, setAsked] = useState<Share>();
  const shares = useQuery({
    queryKey: sharesKey(id),
    queryFn: ({ signal }) => api.list(id, signal),
  });
  const refresh = () => queries.invalidateQueries({ queryKey: sharesKey(id) });
  const onError = (error: unknown) => toasts.fail(describeError(t, error, codes).message);
  const create = useMutation({
    mutationFn: (wish: ShareWish) => api.create(id, wish),
    onSuccess: async ({ token }) => {
      setMade(`${location.origin}/shared#token=${token}`);
      await refresh();
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: (share: Share) => api.remove(share.id),
    onSuccess: async () => {
      setAsked(undefined);
      toasts.succeed(t("The link opens no more."));
      await refresh();
    },
    onError,
  });
  return (
    <Section title={t("Show it by a link")}>
      <p className="small soft">
        {t(
          "Whoever has the link sees the meals and the groceries, or the groceries alone: not your name, your notes, or what you must not eat.",
        )}
      </p>
      <NewLink isPending={create.isPending} onCreate={(wish) => create.mutate(wish)} />
      {made !== undefined && <CopyLink address={made} />}
      {shares.isPending ? (
        <Skeleton lines={2} />
      ) : shares.isError ? (
        <ErrorState error={shares.error} onRetry={() => void shares.refetch()} />
      ) : (
        shares.data.length > 0 && (
          <ul className="list-plain divided links" aria-label={t("Links of this plan")}>
            {shares.data.map((share) => (
              <li key={share.id} className="link">
                <div>
                  <strong>{t.of(partLabels[share.part])}</strong>
                  <p className="small soft">{shareFacts(t, share)}</p>
                </div>
                <Button
                  look="quiet"
                  isSmall
                  aria-label={t("Take back the link: {link}", { link: shareWords(t, share) })}
                  onPress={() => setAsked(share)}
                >
                  {t("Take it back")}
                </Button>
              </li>
            ))}
          </ul>
        )
      )}
      <ConfirmDialog
        title={t("Take this link back?")}
        message={t("Whoever has it sees nothing any more, at once.")}
        confirmLabel={t("Take it back")}
        isOpen={asked !== undefined}
        isPending={remove.isPending}
        onConfirm={() => asked !== undefined && remove.mutate(asked)}
        onClose={() => setAsked(undefined)}
      />
    </Section>
  );
};

const endWords = (t: Texts, { isOpen, expiresAt }: Share, day: (iso: string) => string): string => {
  if (!isOpen) return t("ended");
  return expiresAt === null ? "" : t("until {day}", { day: day(expiresAt) });
};

/** What a link shows and how it stands, as who hears the page is told of its button. */
const shareWords = (t: Texts, share: Share): string =>
  t.list([t.of(partLabels[share.part]), shareFacts(t, share)], { type: "unit" });

const shareFacts = (t: Texts, share: Share): string => {
  const { views, maxViews } = share;
  const day = (iso: string) => t.date(new Date(iso), { dateStyle: "medium" });
  const facts = [
    t("made {day}", { day: day(share.createdAt) }),
    maxViews === null
      ? t.plural(views, "seen {n} time", "seen {n} times")
      : t.plural(maxViews, "seen {views} of {n} time", "seen {views} of {n} times", { views }),
    share.hasPassword ? t("with password") : "",
    endWords(t, share, day),
  ];
  return t.list(
    facts.filter((fact) => fact !== ""),
    { type: "unit" },
  );
};

const DAYS = { least: 1, most: 365, isWhole: true } as const;
const VIEWS = { least: 1, most: 10_000, isWhole: true } as const;
const PARTS = ["plan", "list"] as const;
const partLabels = { plan: "The plan", list: "Only the list" } as const satisfies Messages;

const NewLink = (props: {
  readonly isPending: boolean;
  readonly onCreate: (wish: ShareWish) => void;
}) => {
  const t = useTexts();
  const [part, setPart] = useState<SharePart>("plan");
  const [password, setPassword] = useState("");
  const [days, setDays] = useState("14");
  const [views, setViews] = useState("");
  const expiresInDays = readNumberWithin(t, days, DAYS);
  const maxViews = readNumberWithin(t, views, VIEWS);
  const faults = {
    password:
      password === "" || password.length >= 4
        ? undefined
        : t("Enter at least 4 characters, or none."),
    days:
      expiresInDays === undefined && days.trim() !== ""
        ? t("Enter days from 1 to {most}.", { most: DAYS.most })
        : undefined,
    views:
      maxViews === undefined && views.trim() !== ""
        ? t("Enter a number from {least} to {most}.", { least: VIEWS.least, most: VIEWS.most })
        : undefined,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (props.isPending || Object.values(faults).some((fault) => fault !== undefined)) return;
    props.onCreate({
      part,
      ...(password === "" ? {} : { password }),
      ...(expiresInDays === undefined ? {} : { expiresInDays }),
      ...(maxViews === undefined ? {} : { maxViews }),
    });
  };
  return (
    <form className="stack" aria-label={t("New link")} noValidate onSubmit={submit}>
      <Segmented
        label={t("What it shows")}
        value={part}
        onChange={setPart}
        choices={PARTS.map((value) => ({ value, label: t.of(partLabels[value]) }))}
      />
      <div className="split">
        <TextField
          label={t("Ends after")}
          isOptional
          inputMode="numeric"
          after={t("days")}
          value={days}
          onChange={setDays}
          errorMessage={faults.days}
        />
        <TextField
          label={t("Opens at most")}
          isOptional
          inputMode="numeric"
          after={t("times")}
          value={views}
          onChange={setViews}
          errorMessage={faults.views}
        />
        <TextField
          label={t("Password")}
          isOptional
          isVerbatim
          autoComplete="off"
          maxLength={100}
          value={password}
          onChange={setPassword}
          errorMessage={faults.password}
        />
      </div>
      <div className="row">
        <Button type="submit" look="primary" isPending={props.isPending}>
          <Icon name="share" size={18} /> {t("Make a link")}
        </Button>
      </div>
    </form>
  );
};
