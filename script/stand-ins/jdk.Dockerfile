ARG BASE
FROM ${BASE}
LABEL store.jungyu.chat.stand-in="eclipse-temurin"
COPY . /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    LANG=C.UTF-8
