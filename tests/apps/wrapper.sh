#!/bin/sh
# wrapper.sh: what users put between the launcher and their program: becomes that program.
exec "$@"
