# shellcheck shell=sh
# Options and commands of later versions are not accepted before they work.
for command in top stacks diff check; do
    "$RANKPROF" $command 2>/dev/null
    echo "$command $?"
done
"$RANKPROF" report --time 1-2 2>/dev/null
echo "--time $?"
