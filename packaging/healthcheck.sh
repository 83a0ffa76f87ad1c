#!/bin/bash
# Healthy is a server that answers on its port, also when its ALLOWED_HOSTS does not have 127.0.0.1 (status 400).
exec 3<>"/dev/tcp/127.0.0.1/${PORT:-8000}" || exit 1
printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3 || exit 1
[[ $status == 200 || $status == 400 ]]
