#!/bin/sh
# What some tests need besides Python: installed where that is allowed, and said by name where it is not.
# LibreOffice with its Python bridge: it says which cells of a form it would let nobody type.
# Chromium: it opens the page as a reader does.
# PostgreSQL with PostGIS: the tests start a private cluster of their own; none of the machine's is made or started.
set -u
export DEBIAN_FRONTEND=noninteractive

may_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

# What it is for, its size on disk, and the packages.
install() {
    what=$1 size=$2
    shift 2
    by_hand="make: tests that need $what are left out. On Debian and Ubuntu: apt install $*"
    if ! may_install; then
        echo "$by_hand" >&2
        return
    fi
    echo "make: installing $* (once; some $size on disk)"
    {
        timeout 300 apt-get update -qq && timeout 900 apt-get install -y -qq --no-install-recommends "$@"
    } >/dev/null 2>&1 || echo "$by_hand" >&2
}

if ! command -v soffice >/dev/null || ! /usr/bin/python3 -c 'import uno' 2>/dev/null; then
    install LibreOffice "500 MB" libreoffice-calc python3-uno
fi

if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then
    # Debian's package makes a cluster and starts it at once, unless it is told not to before it comes.
    if may_install && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        mkdir -p /etc/postgresql-common
        printf 'create_main_cluster = false\nstart_conf = manual\n' >/etc/postgresql-common/createcluster.conf
    fi
    install PostgreSQL "250 MB" postgresql postgresql-postgis
fi

if ! command -v chromium >/dev/null; then
    install Chromium "350 MB" chromium fonts-dejavu-core
fi
