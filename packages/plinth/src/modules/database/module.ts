import { defineModule } from "#modules/contract";
import { createDatabaseRepository } from "./repository.ts";
import { databaseRoutes } from "./routes.ts";
import { createDatabaseView, type DatabaseView } from "./service.ts";

/** What the database is busy with, for administrators (DB-06). */
export const database = defineModule({
  name: "database",
  setup: ({ store }): DatabaseView => createDatabaseView(createDatabaseRepository(store)),
  routes: (service) => databaseRoutes(service),
});
