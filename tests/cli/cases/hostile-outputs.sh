# shellcheck shell=sh
# A name with escape sequences, quotes, newlines and signs that turn the text around, in each output: none gets through.
"$MAKE_CLUSTER" hostile c.h5
# clean COMMAND...: neither a control character nor U+202E, in what it writes to a terminal or a file.
clean() {
    "$RANKPROF" "$@" >out 2>&1
    status=$?
    if tr -d '\n\t\r' <out | LC_ALL=C grep -q "[[:cntrl:]]"; then
        said="lets a control character through"
    elif LC_ALL=C grep -q "$(printf '\342\200\256')" out; then
        said="lets U+202E through"
    else
        said=clean
    fi
    echo "$*: $status $said"
}
for view in top tree callers ranks nodes efficiency findings quality; do
    clean report --view $view c.h5
done
clean report --json c.h5
clean report --csv c.h5
clean diff c.h5 c.h5
clean diff --json c.h5 c.h5
clean check c.h5 c.h5
clean check-file c.h5
for format in folded speedscope csv perfetto; do
    clean export --format $format c.h5 -o -
done
clean html c.h5 -o -
