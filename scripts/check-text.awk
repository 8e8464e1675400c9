# check-text.awk: rules on lines and on the length of files (see scripts/check-text).

function refuse(why) {
    print FILENAME ":" FNR ": " why
    failed = 1
}

function limit_of(file) {
    if (file ~ /(^|\/)README\.md$/ && file ~ /\//)
        return 60
    return file ~ /\.md$/ ? 100000 : 400
}

FNR == 1 {
    is_c = FILENAME ~ /\.[ch]$/
    limit = limit_of(FILENAME)
    name = FILENAME
    sub(/^.*\//, "", name)
    if (is_c && index($0, "/* " name ": ") != 1)
        refuse("the first line must be '/* " name ": <the file's one job>'")
}

FNR == 2 && is_c && $0 !~ /^ \* SPDX-License-Identifier: Apache-2\.0( \*\/)?$/ {
    refuse("the second line must be ' * SPDX-License-Identifier: Apache-2.0'")
}

FNR == limit + 1 { refuse("a file like this has at most " limit " lines: split it by jobs") }

/(^|[^[:alnum:]_])(TO[D]O|FIX[M]E|XX[X]|HA[C]K)([^[:alnum:]_]|$)/ {
    refuse("unfinished work is not marked in the sources: finish it or file an issue")
}

is_c && /\t/ { refuse("a tabulator") }

/[ \t]+$/ && FILENAME !~ /\.md$/ { refuse("a blank at the end of the line") }

END { exit failed }
