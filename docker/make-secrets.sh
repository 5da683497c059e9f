#!/bin/sh
# Writes the secrets that docker/compose.yaml mounts, one file each, and says which are still missing.
#
#   sh docker/make-secrets.sh [FOLDER] [ENV_FILE]      (docker/secrets and .env beside docker/)
#
# A file that exists stays as it is. A secret that ENV_FILE sets is taken from there, so that an
# installation keeps its passwords; the others are random.
set -eu
umask 077

repository=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$repository/docker/secrets}
settings=${2:-$repository/.env}

random() { # LENGTH: so many letters and digits
    LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"
}

value_of() { # NAME: its value in the file of settings, without quotes; empty where it is not there
    [ -f "$settings" ] || return 0
    sed -n "s/^$1=//p" "$settings" | tail -n 1 | sed "s/^\\([\"']\\)\\(.*\\)\\1\$/\\2/"
}

write() { # file, content. Containers run as other users, so each file is readable; the folder is not.
    printf '%s' "$2" >"$folder/$1"
    chmod 444 "$folder/$1"
    echo "written: $folder/$1"
}

make() { # file, NAME in the file of settings, what to write where it is not there
    [ ! -e "$folder/$1" ] || return 0
    found=$(value_of "$2")
    write "$1" "${found:-$3}"
}

mkdir -p "$folder"
chmod 700 "$folder"
make secret-key SECRET_KEY "$(random 64)"
make secret-key-fallbacks SECRET_KEY_FALLBACKS ""
make encryption-keys ENCRYPTION_KEYS ""
make database-password POSTGRES_PASSWORD "$(random 40)"
make elasticsearch-password ELASTIC_PASSWORD "$(random 40)"
make readiness-token READINESS_TOKEN "$(random 40)"
make metrics-token METRICS_TOKEN "$(random 40)"
if [ ! -e "$folder/email-url" ]; then
    found=$(value_of EMAIL_URL)
    if [ -n "$found" ]; then
        write email-url "$found"
    else
        echo "missing: $folder/email-url. Write the mail server's address into it:" \
            "submission://name:password@host:587" >&2
        exit 1
    fi
fi
