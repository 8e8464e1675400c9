# shellcheck shell=sh
# Options and commands of later versions are not accepted before they work.
for option in --no-gpu --gpu-trace; do
    "$RANKPROF" run $option ./app 2>/dev/null
    echo "$option $?"
done
for command in top stacks diff check; do
    "$RANKPROF" $command 2>/dev/null
    echo "$command $?"
done
"$RANKPROF" report --time 1-2 2>/dev/null
echo "--time $?"
"$RANKPROF" report --view gpu 2>/dev/null
