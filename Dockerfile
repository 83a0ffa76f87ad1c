# ConnectCRM as an image: docker build -t connectcrm . && docker run -p 127.0.0.1:8000:8000 -v crm:/var/lib/connectcrm connectcrm
FROM debian:12-slim AS build
WORKDIR /src
COPY . .
RUN ./dev build

FROM debian:12-slim
WORKDIR /var/lib/connectcrm
COPY packaging/install-packages.sh packaging/apt-packages.txt packaging/healthcheck.sh /usr/local/lib/connectcrm/
RUN /usr/local/lib/connectcrm/install-packages.sh run
RUN rm -rf /var/lib/apt/lists/* && chown 10001:10001 . && chmod 700 .
COPY --from=build /src/build/release/connectcrm /usr/local/bin/connectcrm
ENV HOST=0.0.0.0 DATABASE_URL=sqlite:////var/lib/connectcrm/connectcrm.db
USER 10001:10001
VOLUME /var/lib/connectcrm
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["/usr/local/lib/connectcrm/healthcheck.sh"]
CMD ["connectcrm", "serve"]
