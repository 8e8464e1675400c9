# check-signal-safe.awk: compares the undefined symbols of objects with a list.
# Input: the list, then lines of `nm -A -P`, such as `path/unwind.c.o: puts U`.

NR == FNR {
    sub(/#.*/, "")
    if (NF)
        safe[$1] = 1
    next
}

{
    file = $1
    sub(/:$/, "", file)
    sub(/^.*\//, "", file)
    name = $2
    sub(/@.*/, "", name)
    if ($3 ~ /^[Uwv]$/)
        callers[name] = callers[name] " " file
    else
        inside[name] = 1
    symbols++
}

END {
    for (name in callers) {
        if (name in safe || name in inside)
            continue
        count = split(callers[name], files, " ")
        for (i = 1; i <= count; i++)
            print files[i] ": calls " name ", which signal-safe.txt does not list"
        failed = 1
    }
    if (!symbols) {
        print "check-signal-safe: the objects have no symbols"
        failed = 1
    }
    exit failed
}
