# check-signal-safe.awk: compares undefined symbols with a list, following calls into an archive.
# Input: the list, then lines of `nm -A -P`, each with the word `object` or `archive` before it:
#   object  path/unwind.c.o: puts U
#   archive path/libx.a[table.c.o]: rp_find T 0 1f

NR == FNR {
    sub(/#.*/, "")
    if (NF)
        safe[$1] = 1
    next
}

{
    file = $2
    sub(/:$/, "", file)
    name = $3
    sub(/@.*/, "", name)
    if ($4 ~ /^[Uwv]$/)
        calls[file] = calls[file] " " name
    else if ($4 ~ /^[A-Z]$/)
        home[name] = file
    if ($1 == "object")
        reach(file)
}

function reach(file) {
    if (!(file in reached)) {
        reached[file] = 1
        queue[++last] = file
    }
}

function base(file) {
    sub(/^.*[\/[]/, "", file)
    sub(/\]$/, "", file)
    return file
}

END {
    for (next_file = 1; next_file <= last; next_file++) {
        file = queue[next_file]
        count = split(calls[file], names, " ")
        for (i = 1; i <= count; i++) {
            name = names[i]
            if (name in home)
                reach(home[name])
            else if (!(name in safe)) {
                print base(file) ": calls " name ", which signal-safe.txt does not list"
                failed = 1
            }
        }
    }
    if (last == 0) {
        print "check-signal-safe: the objects define no symbols"
        failed = 1
    }
    exit failed
}
