/** What vite.config.ts makes of the catalogs of a language. */
declare module "catalog:*" {
  export const texts: import("@plinth/console").Texts;
}
