#!/bin/sh
# format-doc.sh TOOL DOC: the tables of docs/format.md are those of the schema.
# To renew them: delete everything from "## Tables of a rank file" on and append TOOL's output.
set -eu

sed -n '/^## Tables of a rank file/,$p' "$2" | diff - "$("$1" >format-doc.out && echo format-doc.out)"
