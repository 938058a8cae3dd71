FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Without scripts: "prepare" would build before the sources are here, and no dependency needs a compiler.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
# ssh, ssh-keygen and ssh-keyscan: for enrolling host keys, and for the commands that reports name. ip: for the vantage's routes.
RUN apt-get update \
  && apt-get install -y --no-install-recommends iproute2 openssh-client \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# uid 1000: the files that are mounted must be readable by it. A new volume takes the owner of what it is mounted on.
RUN install -d -o node -g node -m 700 /var/lib/ssh-medic
USER node
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["--help"]
