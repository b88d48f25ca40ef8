# One target per program: docker build --target gateway -t parley/gateway:0.1.0 .

FROM node:24.21.0-bookworm-slim AS base
WORKDIR /parley

# What npm reads, and nothing else: a change of source leaves the installs below in the cache.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY apps apps
COPY libs libs
COPY e2e e2e
COPY tools tools
RUN find apps libs e2e tools -type f ! -name package.json -delete

FROM base AS build
COPY --from=manifests /parley ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npx nx run-many -t build -p tag:kind:app
RUN find apps libs -path '*/dist/*' \( -name '*.test.*' -o -name '*.contract.*' -o -path '*/testing/*' \
      -o -name '*.d.ts' -o -name '*.map' -o -name '*.tsbuildinfo' \) -type f -delete \
  && mkdir /built && cp -r --parents apps/*/dist libs/*/dist /built

# Production dependencies, one set per program. Install scripts stay off (.npmrc).
FROM manifests AS gateway-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/gateway

# onnxruntime-node brings its libraries for every system; this one is Linux.
FROM manifests AS codec-worker-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/codec-worker \
  && rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM manifests AS lm-worker-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/lm-worker \
  && rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM manifests AS asr-worker-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/asr-worker \
  && rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

# LanceDB brings embedding models in JavaScript, which it loads only when asked for one; nothing here asks.
FROM manifests AS rag-service-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/rag-service \
  && rm -r node_modules/@huggingface/transformers node_modules/@huggingface/jinja node_modules/onnxruntime-web \
    node_modules/@img node_modules/sharp \
    node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM manifests AS cli-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --workspace @parley/cli \
  && rm -r node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

# ONNX Runtime with CUDA 13 (x86-64 only), of the version that onnxruntime-node has.
FROM base AS onnxruntime-gpu
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3-pip \
  && rm -rf /var/lib/apt/lists/*
COPY deploy/docker/onnxruntime-gpu.txt ./
RUN pip download --no-cache-dir --no-deps --only-binary=:all: --require-hashes -r onnxruntime-gpu.txt -d /wheel \
  && python3 -m zipfile -e /wheel/*.whl /wheel \
  && install -D -m 644 -t /onnxruntime /wheel/onnxruntime/capi/libonnxruntime.so.* \
       /wheel/onnxruntime/capi/libonnxruntime_providers_shared.so \
       /wheel/onnxruntime/capi/libonnxruntime_providers_cuda.so

FROM base AS service
ENV NODE_ENV=production
COPY deploy/docker/health.mjs ./

FROM service AS worker
ENV HEALTH_PORT=9000
EXPOSE 9000

FROM service AS gateway
ENV HOST=0.0.0.0
RUN install -d -o node -g node /tls
COPY --from=gateway-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/web apps/web
COPY --from=build /built/apps/gateway apps/gateway
EXPOSE 8998
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/gateway/dist/main.js"]

FROM worker AS codec-worker
COPY --from=codec-worker-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/codec-worker apps/codec-worker
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/codec-worker/dist/main.js"]

FROM worker AS lm-worker
RUN apt-get update \
  && apt-get install -y --no-install-recommends flite \
  && rm -rf /var/lib/apt/lists/*
COPY --from=lm-worker-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/lm-worker apps/lm-worker
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/lm-worker/dist/main.js"]

FROM worker AS asr-worker
RUN apt-get update \
  && apt-get install -y --no-install-recommends libpocketsphinx3 pocketsphinx-en-us \
  && rm -rf /var/lib/apt/lists/*
COPY --from=asr-worker-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/asr-worker apps/asr-worker
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/asr-worker/dist/main.js"]

FROM worker AS rag-service
ENV CHROMA_PATH=/var/lib/parley/index DOCUMENTS_DIR=/documents
RUN install -d -o node -g node /var/lib/parley
COPY examples/documents /documents
COPY --from=rag-service-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/rag-service apps/rag-service
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/rag-service/dist/main.js"]

FROM service AS cli
RUN install -d -o node -g node /models
COPY --from=cli-modules /parley ./
COPY --from=build /built/libs libs
COPY --from=build /built/apps/cli apps/cli
USER node
ENTRYPOINT ["node", "apps/cli/dist/main.js"]

# The same programs on NVIDIA's CUDA 13 and cuDNN 9, with Node and a user "node" as the other images have them.
FROM nvidia/cuda:13.0.2-cudnn-runtime-ubuntu24.04 AS gpu-worker
RUN userdel -r ubuntu && useradd --uid 1000 --create-home node
WORKDIR /parley
COPY --from=base /usr/local/bin/node /usr/local/bin/node
COPY --from=onnxruntime-gpu /onnxruntime /onnxruntime
ENV NODE_ENV=production HEALTH_PORT=9000 PERSONAPLEX_DEVICE=cuda
ENV ONNXRUNTIME_LIBRARY=/onnxruntime/libonnxruntime.so.1.30.0
EXPOSE 9000

FROM gpu-worker AS codec-worker-gpu
COPY --from=codec-worker /parley ./
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=600s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/codec-worker/dist/main.js"]

FROM gpu-worker AS lm-worker-gpu
COPY --from=lm-worker /parley ./
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=600s CMD ["node", "health.mjs"]
ENTRYPOINT ["node", "apps/lm-worker/dist/main.js"]
