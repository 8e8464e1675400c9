# shellcheck shell=sh
"$MAKE_CLUSTER" plain c.h5
count() {
    grep -c "$(printf '\033')"
}
"$RANKPROF" report c.h5 | count
"$RANKPROF" report --color always c.h5 | count
CLICOLOR_FORCE=1 "$RANKPROF" report c.h5 | count
CLICOLOR_FORCE=1 NO_COLOR=1 "$RANKPROF" report c.h5 | count
NO_COLOR=1 "$RANKPROF" report --color always c.h5 | count
CLICOLOR_FORCE=1 "$RANKPROF" report --color never c.h5 | count
true
