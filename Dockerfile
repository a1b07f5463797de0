# The chat in a container.
#
#   docker build -t realtime-chat --build-arg VERSION=1.4.0 --build-arg REVISION="$(git rev-parse HEAD)" .
#
# It needs one writable folder, /tmp, and no rights: any root file system may be read-only, any capability dropped.
# Port 9080 is for readers; 9081 has health and metrics and must not be reachable from outside.

# Newer than pom.xml's, which the registry of development offers: older releases have known holes. Numbers ending in
# 3, 6, 9 and 12 are rebuilt by IBM and stay in its registry for a year.
ARG LIBERTY_VERSION=26.0.0.9

FROM docker.io/library/eclipse-temurin:25-jdk-noble AS build
WORKDIR /src
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -q -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip -Dcyclonedx.skip package \
      dependency:copy-dependencies -DincludeArtifactIds=postgresql -Dmdep.stripVersion=true -DoutputDirectory=target/jdbc

FROM icr.io/appcafe/open-liberty:${LIBERTY_VERSION}-kernel-slim-java25-openj9-ubi-minimal AS liberty
COPY --chown=1001:0 liberty/ /config/
# The features that server.xml names, and no other.
RUN features.sh
COPY --chown=1001:0 container/overrides.xml container/jvm.options /config/configDropins/overrides/
COPY --from=build --chown=1001:0 /src/target/jdbc/postgresql.jar /config/lib/jdbc/
COPY --from=build --chown=1001:0 /src/target/chat.war /config/apps/
RUN chmod -R a+rX,go-w /opt/ol/wlp

# The same JVM as in development, in the tests and in every figure of docs/performance.md, and not the base's OpenJ9.
FROM docker.io/library/eclipse-temurin:25-jre-noble AS chat
ARG LIBERTY_VERSION
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="realtime-chat" \
      org.opencontainers.image.description="A live chat that a blog embeds by iframe: one room a post" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      io.openliberty.version="$LIBERTY_VERSION"

COPY --from=liberty --chown=0:0 /opt/ol/wlp /opt/ol/wlp
COPY --chmod=755 container/healthy /usr/local/bin/

# The log goes to the console, as JSON a line. What Liberty writes besides, and its work area, lie in /tmp.
ENV HOME=/tmp \
    WLP_OUTPUT_DIR=/tmp/wlp \
    LOG_DIR=/tmp/logs \
    WLP_LOGGING_CONSOLE_FORMAT=JSON \
    WLP_LOGGING_CONSOLE_SOURCE=message,ffdc \
    WLP_LOGGING_CONSOLE_LOGLEVEL=INFO

USER 1001:1001
WORKDIR /tmp
EXPOSE 9080 9081
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 CMD ["healthy"]
STOPSIGNAL SIGTERM
# Not the base's own entry point: that writes into /config at every start.
ENTRYPOINT ["/opt/ol/wlp/bin/server", "run", "defaultServer"]

# Its classes as the JVM keeps them in memory, so that it need not read and check them anew at every start: 100 MiB of
# image for a fifth of the time to start.
FROM chat AS archive
COPY --chmod=755 container/archive-classes /usr/local/bin/
RUN archive-classes /tmp/classes.jsa

FROM chat
COPY --from=archive --chown=0:0 --chmod=644 /tmp/classes.jsa /opt/ol/classes.jsa
COPY --chmod=644 container/classes.options /opt/ol/wlp/usr/shared/jvm.options
