#!/bin/sh
# What some tests need besides Python: installed where that is allowed, and said by name where it is not.
# LibreOffice with its Python bridge: it says which cells of a form it would let nobody type.
set -u
packages="libreoffice-calc python3-uno"

if command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null; then
    exit 0
fi
by_hand="make: tests that need LibreOffice are left out. On Debian and Ubuntu: apt install $packages"
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "$by_hand" >&2
    exit 0
fi
echo "make: installing $packages (once; some 500 MB on disk)"
export DEBIAN_FRONTEND=noninteractive
{
    timeout 300 apt-get update -qq && timeout 900 apt-get install -y -qq --no-install-recommends $packages
} >/dev/null 2>&1 || echo "$by_hand" >&2
