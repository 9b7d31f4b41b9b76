import "reflect-metadata";
import { createSecretKey, randomUUID } from "node:crypto";
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Header,
  HttpCode,
  Inject,
  Injectable,
  Module,
  Post,
  Query,
  UnauthorizedException,
  UseGuards,
  ValidationPipe,
} from "@nestjs/common";
import { APP_GUARD, NestFactory } from "@nestjs/core";
import { JwtModule, JwtService } from "@nestjs/jwt";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { ThrottlerGuard, ThrottlerModule } from "@nestjs/throttler";
import { Type } from "class-transformer";
import { IsIn, IsInt, Max, Min } from "class-validator";
import type { Request, Response } from "express";
import helmet from "helmet";
import { pinoHttp } from "pino-http";
import {
  allowedOrigin,
  announce,
  answerFor,
  bearerCredentials,
  createSecret,
  lastPage,
  type ReportBody,
  readLimit,
  readPort,
  requiredRole,
  routePath,
} from "./contract.ts";
import { createPromMetrics, describeRequest } from "./telemetry.ts";

/**
 * NestJS on Express hardened the usual way: helmet, cors, throttler, jwt guard, ValidationPipe with
 * class-validator, pino-http, prom-client. Decorators are applied by hand, so that Node runs this
 * file without a build step; what they do is the same.
 */
const secret = createSecret();
const metrics = createPromMetrics();
const limit = readLimit();

/**
 * The throttler's memory grows with every hit of a client and is walked on each request. Under
 * load it therefore sees many clients, as it would in life; with one it would measure only itself.
 */
let clients = 0;
const trackClient = (request: Record<string, unknown>) =>
  limit > 1_000_000 ? `client-${clients++ % 10_000}` : String(request["ip"]);

type Decorator = PropertyDecorator & MethodDecorator;

/** Applies property or method decorators the way the compiler would, last first. */
function decorate(target: object, key: string, ...decorators: readonly unknown[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  for (const decorator of [...decorators].reverse()) {
    (decorator as Decorator)(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  }
}

/** Records the parameter types the compiler would emit, which pipes and injection read. */
function declareParams(target: object, key: string | undefined, types: readonly unknown[]): void {
  if (key === undefined) Reflect.defineMetadata("design:paramtypes", types, target);
  else Reflect.defineMetadata("design:paramtypes", types, target, key);
}

class PageQuery {
  declare page: number;
}
decorate(
  PageQuery.prototype,
  "page",
  Type(() => Number),
  IsInt(),
  Min(1),
  Max(lastPage),
);

class PlanBody implements ReportBody {
  declare days: number;
  declare kcal: number;
  declare diet: ReportBody["diet"];
}
decorate(PlanBody.prototype, "days", IsInt(), Min(1), Max(14));
decorate(PlanBody.prototype, "kcal", IsInt(), Min(800), Max(6000));
decorate(PlanBody.prototype, "diet", IsIn(["all", "vegetarian", "vegan"]));

class AuthGuard implements CanActivate {
  readonly #jwt: JwtService;
  constructor(jwt: JwtService) {
    this.#jwt = jwt;
  }
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    let claims: { role?: string };
    try {
      claims = await this.#jwt.verifyAsync(token);
    } catch {
      throw new UnauthorizedException();
    }
    if (claims.role !== requiredRole) throw new ForbiddenException();
    return true;
  }
}
Injectable()(AuthGuard);
declareParams(AuthGuard, undefined, [JwtService]);
Inject(JwtService)(AuthGuard, undefined, 0);

class ReportController {
  read(query: PageQuery) {
    return answerFor(query.page);
  }
  write(body: PlanBody) {
    return answerFor(1, body.days, body.kcal);
  }
}
Query()(ReportController.prototype, "read", 0);
Body()(ReportController.prototype, "write", 0);
declareParams(ReportController.prototype, "read", [PageQuery]);
declareParams(ReportController.prototype, "write", [PlanBody]);
decorate(ReportController.prototype, "read", Get(), UseGuards(AuthGuard));
decorate(ReportController.prototype, "write", Post(), HttpCode(200), UseGuards(AuthGuard));
Controller(routePath.slice(1))(ReportController);

class MetricsController {
  render() {
    return metrics.render();
  }
}
decorate(MetricsController.prototype, "render", Get(), Header("content-type", "text/plain"));
Controller("metrics")(MetricsController);

class AppModule {}
Module({
  imports: [
    ThrottlerModule.forRoot({ throttlers: [{ ttl: 60_000, limit }], getTracker: trackClient }),
    JwtModule.register({
      secret: createSecretKey(Buffer.from(secret)) as unknown as Buffer,
      verifyOptions: { algorithms: ["HS256"] },
    }),
  ],
  controllers: [ReportController, MetricsController],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})(AppModule);

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false });
app.set("trust proxy", "loopback");
app.use(
  pinoHttp({
    serializers: { req: describeRequest },
    genReqId: (_request: unknown, response: Response) => {
      const id = randomUUID();
      response.setHeader("x-request-id", id);
      return id;
    },
  }),
);
app.use((request: Request, response: Response, next: () => void) => {
  metrics.observe(request, response, () => request.route?.path ?? "unknown");
  next();
});
app.use(helmet());
app.enableCors({ origin: [allowedOrigin], credentials: true });
app.useGlobalPipes(
  new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }),
);
await app.listen(0, "127.0.0.1");
announce({
  port: readPort(app.getHttpServer()),
  credentials: bearerCredentials(secret),
});
