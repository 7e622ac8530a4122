# One image for both services; the command says which one runs:
#   node apps/store/src/main.ts      node apps/tickets/src/main.ts

FROM node:24-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/board/package.json apps/board/
COPY apps/store/package.json apps/store/
COPY apps/tickets/package.json apps/tickets/
COPY packages/contract/package.json packages/contract/
COPY packages/http-client/package.json packages/http-client/
COPY packages/outbox/package.json packages/outbox/
COPY packages/service-kit/package.json packages/service-kit/
COPY packages/storage/package.json packages/storage/
COPY packages/testkit/package.json packages/testkit/
COPY packages/ticket-rules/package.json packages/ticket-rules/
COPY packages/tickets-client/package.json packages/tickets-client/

# The board is the only thing built; the services run from their TypeScript as it is.
FROM manifests AS build
RUN npm ci
COPY tsconfig.json ./
COPY packages packages
COPY apps/board apps/board
RUN npm run build

FROM manifests AS service
ENV NODE_ENV=production
# Without the dev dependencies there is no `node` package either: the image's own Node 24 runs.
RUN npm ci --omit=dev && npm cache clean --force
COPY packages packages
COPY apps/store/demo apps/store/demo
COPY apps/store/src apps/store/src
COPY apps/tickets/src apps/tickets/src
# npm run forget, for `docker compose exec`
COPY scripts/forget scripts/forget
COPY --from=build /app/apps/board/dist apps/board/dist

# The link makes the default DATABASE_URL (file:./data/…) land in the volume too.
RUN install -d -o node -g node -m 700 /data && ln -s /data data
VOLUME /data

# For a platform that mounts /data owned by root: hands it over, then is node for good. See RUN_AS below.
RUN printf '%s\n' '#!/bin/sh' 'set -eu' \
    '[ "$(id -u)" = 0 ] || exec "$@"' \
    '[ "$(stat -c %U /data)" = node ] || chown -R node:node /data' \
    'exec setpriv --reuid=node --regid=node --init-groups "$@"' > /usr/local/bin/as-node \
  && chmod 755 /usr/local/bin/as-node

# Compiled once, here, and not at each start: the services are ready sooner and take a fifth less memory. As `node`,
# because a cache serves only the user who made it. The store client is loaded at the first delivery, not at the start.
RUN install -d -o node -g node .compile-cache
USER node
ENV NODE_COMPILE_CACHE=/app/.compile-cache
RUN for app in store tickets; do \
      DATABASE_URL=file:/tmp/warm/$app.db PORT=0 TICKETS_URL=http://127.0.0.1:1 \
      RELAY_API_KEY=only-to-start-once-while-building SESSION_SECRET=only-to-start-once-while-building \
      timeout -s TERM 10 node apps/$app/src/main.ts || [ $? = 124 ] || exit 1; \
    done && rm -rf /tmp/warm \
    && node -e 'import("/app/apps/tickets/src/confirmations/store-client.ts")'

EXPOSE 4000 4001
STOPSIGNAL SIGTERM
# Without PORT either service may be the one in here.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "const { PORT } = process.env; const ask = async (port) => { const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`); if (!ok) throw port; }; Promise.any((PORT ? [PORT] : [4000, 4001]).map(ask)).catch(() => process.exit(1));"]
# Exec form: node is process 1, so that SIGTERM reaches it.
CMD ["node", "apps/store/src/main.ts"]

# Render, and nothing else, sets RUN_AS=root (render.yaml), because its disks belong to root; `as-node` runs there.
ARG RUN_AS=node
USER ${RUN_AS}
