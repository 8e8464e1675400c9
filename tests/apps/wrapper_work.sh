#!/bin/sh
# wrapper_work.sh: works in processes of its own before it becomes the program it was given.
lines=$(awk 'BEGIN { for (i = 0; i < 3000000; i++) s += i % 7; print s }')
"$1" 200 >/dev/null &
wait
echo "prepared $lines"
exec "$@"
