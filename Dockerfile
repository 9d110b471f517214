# The instance as an image: `docker build -t lodged .`, started by compose.yaml. Nothing unpinned is installed: the
# Python packages come from the hashed lock, the web assets from npm's.

FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY frontend frontend
RUN npm run build

FROM python:3.11-slim-bookworm AS install
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/lodged
WORKDIR /build
COPY requirements/run.lock requirements/run.lock
RUN /opt/lodged/bin/pip install --require-hashes -r requirements/run.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY --from=assets /build/src src
RUN /opt/lodged/bin/pip install --no-deps --no-build-isolation . \
    && /opt/lodged/bin/pip uninstall --yes editables hatchling setuptools pip

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 lodged \
    && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin lodged \
    && install -d -o lodged -g lodged -m 0700 /data
COPY --from=install /opt/lodged /opt/lodged
ENV PATH=/opt/lodged/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LODGED_DATA_DIR=/data \
    LODGED_HOST=0.0.0.0
USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/health/', headers={'Host': 'localhost'}), timeout=4)"]
ENTRYPOINT ["lodged"]
CMD ["instance", "serve"]
