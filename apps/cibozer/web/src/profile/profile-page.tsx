import {
  Button,
  describeError,
  ErrorState,
  Notice,
  PageHeading,
  PageLink,
  Skeleton,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RemindersCard } from "../reminders/reminders-card.tsx";
import { BodyFields } from "./body-fields.tsx";
import { HouseholdFields } from "./household-fields.tsx";
import type { HealthConsent, Profile } from "./profile-api.ts";
import { faultsOf, type ProfileText, toProfile, toText } from "./profile-text.ts";
import { Section } from "./section.tsx";
import { TargetCard } from "./target-card.tsx";
import { profileKeys, useProfile, useProfileApi } from "./use-profile.ts";

/** Who eats: the person's own target, their allergies, and those they cook for. */
export const ProfilePage = () => {
  const t = useTexts();
  const api = useProfileApi();
  const consent = useQuery({
    queryKey: profileKeys.consent,
    queryFn: ({ signal }) => api.consent(signal),
  });
  const profile = useProfile();
  const failed = [consent, profile].find(({ isError }) => isError);
  return (
    <div className="page page-middle stack">
      <PageHeading>{t("Who eats")}</PageHeading>
      {failed !== undefined ? (
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />
      ) : consent.data === undefined || profile.data === undefined ? (
        <Skeleton lines={6} height="3rem" />
      ) : consent.data.isGiven ? (
        <ProfileForm key={profile.data === null ? "none" : "kept"} kept={profile.data ?? {}} />
      ) : (
        <ConsentCard consent={consent.data} />
      )}
      <RemindersCard />
    </div>
  );
};

/** Asks before anything of somebody's health is kept. */
const ConsentCard = ({ consent }: { readonly consent: HealthConsent }) => {
  const t = useTexts();
  const api = useProfileApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const agree = useMutation({
    mutationFn: () => api.agree(consent.version),
    onSuccess: () => queries.invalidateQueries({ queryKey: profileKeys.profile }),
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <Section title={t.of(consent.title)}>
      <div className="stack">
        <p>{t.of(consent.text)}</p>
        <p className="soft">
          {t.rich(
            "You can plan without it: every plan asks for its energy and allergies anew. Take it back at any time under <a>privacy</a>.",
            { a: (words) => <PageLink to="/account/privacy">{words}</PageLink> },
          )}
        </p>
        <div className="row">
          <Button look="primary" isPending={agree.isPending} onPress={() => agree.mutate()}>
            {t("I agree")}
          </Button>
        </div>
      </div>
    </Section>
  );
};

const ProfileForm = ({ kept }: { readonly kept: Profile }) => {
  const t = useTexts();
  const api = useProfileApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [text, setText] = useState<ProfileText>(() => toText(t, kept));
  const [isTried, setTried] = useState(false);
  const year = new Date().getFullYear();
  const faults = faultsOf(t, text, year);
  const shown = isTried ? faults : {};
  const patch = (part: Partial<ProfileText>) => setText({ ...text, ...part });
  const save = useMutation({
    mutationFn: () => api.save(toProfile(t, text, year)),
    onSuccess: ({ profile }) => {
      queries.setQueryData(profileKeys.profile, profile);
      toasts.succeed(t("Kept, sealed."));
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  const remove = useMutation({
    mutationFn: api.remove,
    onSuccess: () => {
      queries.setQueryData(profileKeys.profile, null);
      setText(toText(t, {}));
      toasts.succeed(t("Nothing of it is kept any more."));
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  const hasFaults = Object.keys(faults).length > 0;
  return (
    <form
      className="stack"
      aria-label={t("Profile")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!hasFaults && !save.isPending) save.mutate();
      }}
    >
      <Section title={t("You")}>
        <BodyFields text={text} faults={shown} patch={patch} />
      </Section>
      <TargetCard profile={toProfile(t, text, year)} />
      <Section title={t("Those you cook for")}>
        <HouseholdFields text={text} faults={shown} patch={patch} />
      </Section>
      {isTried && hasFaults && (
        <Notice tone="danger">
          <p>
            {t("Something is missing or out of range: {fault}", {
              fault: Object.values(faults)[0] ?? "",
            })}
          </p>
        </Notice>
      )}
      <div className="row">
        <Button type="submit" look="primary" isPending={save.isPending}>
          {t("Keep it")}
        </Button>
        <Button look="quiet" isPending={remove.isPending} onPress={() => remove.mutate()}>
          {t("Remove all of it")}
        </Button>
      </div>
    </form>
  );
};
