# check-layers.awk: compares lines `file:line:#include ...` with the table of scripts/layers.txt.

# The longest folder of the table that `path` lies in; "" if there is none.
function folder_of(path,    name, best) {
    best = ""
    for (name in granted)
        if (index(path, name "/") == 1 && length(name) > length(best))
            best = name
    return best
}

function refuse(why) {
    print place ": " why
    failed = 1
}

# Turns a shell pattern whose only special character is `*` into a regular expression.
function as_regex(pattern) {
    gsub(/\./, "\\.", pattern)
    gsub(/\*/, ".*", pattern)
    return "^" pattern "$"
}

function check_foreign(folder, header,    count, i, patterns) {
    count = split(forbidden[folder], patterns, " ")
    for (i = 1; i <= count; i++)
        if (header ~ as_regex(patterns[i]))
            refuse(folder " must not include <" header ">, says scripts/layers.txt")
}

function check_own(file, folder, header,    target) {
    if (header !~ /\// && folder != "tests") {
        refuse("include \"" header "\" by its path from the root of the repository")
        return
    }
    target = folder_of(header)
    if (target != "" && granted[folder] !~ /\*/ && index(granted[folder], " " target " ") == 0)
        refuse(folder " must not include \"" header "\", says scripts/layers.txt")
}

NR == FNR && /^!/ {
    folder = $2
    $1 = $2 = ""
    forbidden[folder] = $0
    next
}

NR == FNR {
    if (!/^#/ && NF) {
        folder = $1
        $1 = ""
        granted[folder] = granted[folder] $0 " "
    }
    next
}

{
    split($0, parts, ":")
    place = parts[1] ":" parts[2]
    folder = folder_of(parts[1])
    header = $0
    sub(/^[^"<]*["<]/, "", header)
    sub(/[">].*$/, "", header)
    if (folder == "")
        refuse("scripts/layers.txt does not list this folder")
    else if ($0 ~ /include[[:space:]]*"/)
        check_own(parts[1], folder, header)
    else
        check_foreign(folder, header)
}

END { exit failed }
