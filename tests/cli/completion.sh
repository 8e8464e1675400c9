#!/bin/bash
# completion.sh BASH_SCRIPT ZSH_SCRIPT: what bash offers where, and that zsh can read its script.
set -u

# shellcheck source=/dev/null
. "$1"
failed=0

# offers 'LINE' WORD...: with the cursor at the end of the line, exactly these begin as it does.
offers() {
    local line=$1 got wanted
    shift
    # As bash does it: blanks separate, and '=' is a word of its own.
    read -r -a COMP_WORDS <<<"${line//=/ = }"
    case $line in
    *' ') COMP_WORDS+=('') ;;
    esac
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _rankprof
    got=$(printf '%s\n' "${COMPREPLY[@]}" | sort)
    wanted=$(printf '%s\n' "$@" | sort)
    if [ "$got" != "$wanted" ]; then
        printf "after '%s' come [%s], not [%s]\n" "$line" "${got//$'\n'/ }" "${wanted//$'\n'/ }"
        failed=1
    fi
}

touch_command() { # a program to be found by its name
    mkdir -p "$work/bin"
    printf '#!/bin/sh\n' >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
touch_command unlikely-name-of-a-program
PATH=$work/bin:$PATH
cd "$work" || exit

offers 'rankprof re' report
offers 'rankprof help exp' export
offers 'rankprof run --cl' --clock
offers 'rankprof run --clock ' cpu wall
offers 'rankprof run --clock w' wall
offers 'rankprof run --clock=' cpu wall
offers 'rankprof run --clock=w' wall
offers 'rankprof run -F 100 --no-' --no-mpi --no-gpu
offers 'rankprof run -o out unlikely-n' unlikely-name-of-a-program
offers 'rankprof run --output=out -q -- unlikely-n' unlikely-name-of-a-program
offers 'rankprof run unlikely-name-of-a-program --no-' ''
offers 'rankprof report --view re' regions
offers 'rankprof export -f py' pyroscope
offers 'rankprof ctl prof ma' mark
offers 'rankprof completion ' bash zsh
offers 'rankprof merge -o ' ''

# Behind the program its own completion has the word, where bash-completion offers that.
# shellcheck disable=SC2317 # called by what is tested
_command_offset() { offset=$1; }
offset=
offers 'rankprof run -F 100 unlikely-name-of-a-program --no-' ''
if [ "$offset" != 4 ]; then
    echo "the program's completion was asked with '$offset', not 4"
    failed=1
fi

if command -v zsh >/dev/null 2>&1; then
    zsh -f -c 'autoload -U compinit && compinit -D -u && . "$1" && [ "$_comps[rankprof]" = _rankprof ]' \
        zsh "$2" || failed=1
else
    echo "zsh is not installed: its script was not read"
fi
exit $failed
