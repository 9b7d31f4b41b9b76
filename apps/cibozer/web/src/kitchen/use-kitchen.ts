import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Kitchen } from "./kitchen.ts";
import type { Larder } from "./messages.ts";

/** Holds the kitchen of this page. */
export const KitchenContext = createContext<Kitchen | undefined>(undefined);

/** The kitchen; @throws {Error} outside a KitchenContext. */
export const useKitchen = (): Kitchen => {
  const kitchen = useContext(KitchenContext);
  if (kitchen === undefined) throw new Error("useKitchen needs a KitchenContext above it");
  return kitchen;
};

/** Foods and cuisines; undefined until the worker has loaded. */
export const useLarder = (): Larder | undefined => {
  const kitchen = useKitchen();
  return useQuery({
    queryKey: ["larder"],
    queryFn: kitchen.larder,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  }).data;
};
