# Plinth with Cibozer and the console. No base image is trusted by its name: build with its digest,
#   docker build --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:... -t plinth .
# docs/guide/deployment.md says how to find the digest, and how the image is run.
ARG NODE_IMAGE

# What everything is built with; never part of the result.
FROM ${NODE_IMAGE} AS build
ARG NODE_IMAGE
RUN case "${NODE_IMAGE}" in *@sha256:*|plinth-local/*) ;; \
      *) echo "NODE_IMAGE must name a digest: name@sha256:..." >&2; exit 1 ;; esac
WORKDIR /src
COPY package.json package-lock.json ./
COPY packages/plinth/package.json packages/plinth/
COPY packages/console/package.json packages/console/
COPY apps/cibozer/package.json apps/cibozer/
COPY scripts/setup.mjs scripts/
RUN node --input-type=module -e "import { install } from './scripts/setup.mjs'; install();"
COPY . .
RUN npm run --silent build \
 && find packages/plinth/dist apps/cibozer/dist -type f \
      \( -name '*.map' -o -name '*.d.ts' -o -name '*.test.js' -o -name '*.test-support.js' \) -delete

# What the server needs to run, and nothing that only builds or tests need.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/plinth/package.json packages/plinth/
COPY packages/console/package.json packages/console/
COPY apps/cibozer/package.json apps/cibozer/
RUN npm ci --omit=dev --ignore-scripts --workspace packages/plinth \
      --no-audit --no-fund --loglevel=error \
 && ln -s ../apps/cibozer node_modules/cibozer

FROM ${NODE_IMAGE} AS server
# npm and its like have no work in a running server, and whatever is not there is not attacked.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx \
      /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
 && mkdir -p /var/lib/plinth && chown 1000:1000 /var/lib/plinth && chmod 700 /var/lib/plinth
WORKDIR /app
COPY --from=dependencies /app/ ./
COPY --from=build /src/packages/plinth/dist packages/plinth/dist
COPY --from=build /src/packages/console/dist/app packages/console/dist/app
COPY --from=build /src/apps/cibozer/dist apps/cibozer/dist
COPY LICENSE ./
# Scratch files lie beside the data, so that the root can be read-only and restores need no memory.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8000 \
    PLINTH_DATA=/var/lib/plinth/data \
    TMPDIR=/var/lib/plinth
VOLUME /var/lib/plinth
EXPOSE 8000
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 \
  CMD ["node", "--disable-warning=ExperimentalWarning", "packages/plinth/dist/cli/main.js", "health"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", "packages/plinth/dist/cli/main.js"]
CMD ["serve"]
