/**
 * A NestJS API as `nest new` makes it, with one controller. Decorators are applied by hand, so that
 * Node runs this file without a build step.
 */
import "reflect-metadata";
import { Controller, Get, Module, NotFoundException, Param, ParseIntPipe } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

class CatsController {
  greet() {
    return { hello: "cats" };
  }

  find(id) {
    if (id !== 1) throw new NotFoundException();
    return { id, name: "Mia" };
  }
}

const describe = (name) => Object.getOwnPropertyDescriptor(CatsController.prototype, name);
Get()(CatsController.prototype, "greet", describe("greet"));
Get("cats/:id")(CatsController.prototype, "find", describe("find"));
Param("id", ParseIntPipe)(CatsController.prototype, "find", 0);
Controller()(CatsController);

class AppModule {}
Module({ controllers: [CatsController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(Number(process.env.PORT), "127.0.0.1");
