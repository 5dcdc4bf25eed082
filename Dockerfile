# syntax=docker/dockerfile:1
# Build stage: development dependencies and the TypeScript build.
FROM node:20-bookworm-slim AS build
WORKDIR /app
# For the one native package, PKCS#11 tokens; with the headers of this very Node.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make python3 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm_config_nodedir=/usr/local npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

# Run stage: the compiled product and its runtime dependencies, as an unprivileged user.
FROM node:20-bookworm-slim
ENV NODE_ENV=production CONGVAN_HOST=0.0.0.0 CONGVAN_PORT=8080 CONGVAN_DATA=/data
WORKDIR /app
RUN groupadd --system --gid 10001 congvan \
 && useradd --system --uid 10001 --gid congvan --home-dir /data congvan \
 && install -d -o congvan -g congvan -m 0700 /data
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
USER congvan
VOLUME ["/data"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CONGVAN_PORT + '/readyz').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["gateway"]
