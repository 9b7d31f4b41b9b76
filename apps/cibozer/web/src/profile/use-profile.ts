import { useRuntime } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { createProfileApi, type ProfileApi } from "./profile-api.ts";

/** Query keys of the profile. */
export const profileKeys = {
  profile: ["profile"] as const,
  consent: ["profile", "consent"] as const,
};

/** The calls of the profile. */
export const useProfileApi = (): ProfileApi => {
  const { client } = useRuntime();
  return useMemo(() => createProfileApi(client), [client]);
};

/** The profile: null where none is kept, undefined data while it loads. */
export const useProfile = () => {
  const api = useProfileApi();
  return useQuery({
    queryKey: profileKeys.profile,
    queryFn: ({ signal }) => api.load(signal),
    retry: 1,
  });
};
