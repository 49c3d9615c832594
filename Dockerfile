# Builder and final stage both have Debian 12 and its Python 3.11, so wheels built for one load in the other.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY requirements.lock ./
RUN ["python", "-m", "pip", "install", "--no-cache-dir", "--no-compile", "--require-hashes", "--target", "/app/lib", "-r", "requirements.lock"]
# Empty; the final stage has nothing to make a folder with.
WORKDIR /data

# No shell, no package manager, no compiler: only Python and what it needs.
FROM gcr.io/distroless/python3-debian12:nonroot
LABEL org.opencontainers.image.title="Tandem" \
      org.opencontainers.image.description="Run and measure partnerships between school districts and their partners" \
      org.opencontainers.image.licenses="Apache-2.0"
# The source tree comes before the libraries: a distribution on PyPI is called `schema`, too.
ENV PYTHONPATH=/app:/app/lib PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /app/lib /app/lib
COPY LICENSE /app/
COPY samples /app/samples
COPY services /app/services
COPY consumers /app/consumers
COPY schema /app/schema
# Only the embedded files, exports and a secret that was not set are written, here.
COPY --from=build --chown=65532:65532 /data /data
WORKDIR /data
USER 65532:65532
EXPOSE 8000
ENTRYPOINT ["/usr/bin/python3", "-m", "services.cli"]
CMD ["--help"]
