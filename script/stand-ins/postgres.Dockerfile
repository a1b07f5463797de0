# Debian's PostgreSQL with the variables and the places of the official image that docker-compose.yml uses.
ARG BASE
FROM ${BASE}
LABEL store.jungyu.chat.stand-in="postgres"
COPY --chmod=755 postgres-entrypoint /usr/local/bin/
RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/ 2>/dev/null; mkdir -p /var/lib/postgresql && chown postgres /var/lib/postgresql
ENV PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres-entrypoint"]
