# Two stages: build on Debian, run on a slim Debian with the shared libraries only.
FROM debian:12-slim AS build
COPY tools/install.sh /src/tools/install.sh
RUN /src/tools/install.sh build
COPY . /src
WORKDIR /src
RUN cmake --preset release && cmake --build --preset release && \
    cmake --install build/release --component huiyin --prefix /opt/huiyin

FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
      libevent-core-2.1-7 libnghttp2-14 zlib1g libprotobuf-c1 libpq5 libssl3 libyaml-0-2 \
      libjansson4 libsmartcols1 libcsv3 libxlsxwriter4 libzip4 libexpat1 libcairo2 libpangocairo-1.0-0 libcurl4 fonts-noto-cjk tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 huiyin && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin huiyin \
    && install -d -o huiyin -g huiyin /run/huiyin /tokens /reports
COPY --from=build /opt/huiyin/bin /usr/local/bin
COPY rules /usr/local/share/huiyin/rules
COPY data /usr/local/share/huiyin/data
COPY docker/migrate.sh docker/example.sh /usr/local/bin/
ENV LC_ALL=C.UTF-8 TZ=Asia/Shanghai
USER 10001:10001
CMD ["huiyind", "serve"]
