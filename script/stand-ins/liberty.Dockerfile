# The places and the helper that our Dockerfile uses of IBM's image; all features are there already.
ARG BASE
FROM ${BASE}
LABEL store.jungyu.chat.stand-in="open-liberty"
COPY --chown=1001:0 wlp /opt/ol/wlp
COPY --chmod=755 features.sh /opt/ol/helpers/build/
USER 1001:0
RUN /opt/ol/wlp/bin/server create && rm /opt/ol/wlp/usr/servers/defaultServer/server.env
USER root
RUN ln -s /opt/ol/wlp/usr/servers/defaultServer /config
ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/ol/wlp/bin:/opt/ol/helpers/build
USER 1001
# As in the original: it would write into /config, and our image must not start by it.
ENTRYPOINT ["/bin/false"]
