/** What vite.config.ts makes of the catalogs of a language. */
declare module "catalog:*" {
  type Fill = import("@plinth/console").Fill;
  export const locale: string;
  export const createFill: (otherwise: Fill) => Fill;
}

/** The steps of shipped recipes in a language, by id. */
declare module "recipe-steps:*" {
  export const steps: Readonly<Record<string, readonly string[]>>;
}
