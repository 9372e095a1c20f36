# SPDX-License-Identifier: Apache-2.0
# Every service of Jobstream, as one image. It holds the program as it was built:
#   mvn -q -Dquick -DskipTests package && docker compose build
ARG JRE_IMAGE=eclipse-temurin:17-jre
FROM ${JRE_IMAGE}

# What a runner and its jobs use; nothing is fetched for a base that has it.
RUN command -v git && command -v setsid && command -v ps || { \
      apt-get update && apt-get install -y --no-install-recommends git util-linux procps && rm -rf /var/lib/apt/lists/*; }
RUN useradd --uid 10001 --create-home --shell /bin/bash jobstream \
 && mkdir -p /var/lib/jobstream/audit && chown -R jobstream: /var/lib/jobstream

COPY standalone/target/lib /opt/jobstream/standalone/target/lib
COPY standalone/target/classes /opt/jobstream/standalone/target/classes
COPY jobstream /opt/jobstream/

ENV JOBSTREAM_BUILD=never JOBSTREAM_HTTP_PORT=8080 XDG_STATE_HOME=/var/lib
USER jobstream
WORKDIR /var/lib/jobstream
VOLUME /var/lib/jobstream
EXPOSE 8080
# Without a JVM, which would cost more than what it asks. Where many begin at once on few processors, minutes may pass
# until one is ready for the first time, which is no fault yet: it is ready as soon as it says so.
HEALTHCHECK --interval=3s --timeout=3s --start-period=240s --retries=5 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/$JOBSTREAM_HTTP_PORT && printf 'GET /readyz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
# It becomes the JVM, which gets the signals.
ENTRYPOINT ["/opt/jobstream/jobstream"]
