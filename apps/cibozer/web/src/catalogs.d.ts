/** What vite.config.ts makes of the catalogs of a language. */
declare module "catalog:*" {
  type Fill = import("@plinth/console").Fill;
  export const locale: string;
  export const createFill: (otherwise: Fill) => Fill;
}
