#!/bin/sh
# scripts.sh: the tests of the page's scripts, each module alone, under node.
# SPDX-License-Identifier: Apache-2.0
set -eu

node=$(command -v node || command -v nodejs || true)
if [ -z "$node" ] || ! "$node" -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; then
    echo "scripts.sh: skipped, there is no node of version 18 or later (Debian: nodejs)"
    exit 77
fi
exec "$node" --test "$(dirname "$0")"/*.test.mjs
