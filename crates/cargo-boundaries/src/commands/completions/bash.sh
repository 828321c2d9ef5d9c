# Completions of cargo boundaries for bash: `source <(cargo boundaries completions bash)`.

# Asks what can stand at the end of the line, whose first $1 words come before the program's name.
_cargo_boundaries_offer() {
    local -i skip=$1 index=-1 i
    local rest=${COMP_LINE:0:COMP_POINT} word current line prefix=
    local -a words=()
    # Bash divides words at colons and equals signs as well. What no blank divides belongs together.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((index < 0)) || [[ $rest == [[:space:]]* ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            ((i == COMP_CWORD)) && word=$rest
            words[++index]=$word
        else
            ((i == COMP_CWORD)) && word=$rest
            words[index]+=$word
        fi
        rest=${rest#"$word"}
    done
    words=("${words[@]:skip}")
    index=index-skip
    current=${words[index]}
    # Readline replaces what stands behind the last place at which it divides.
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        prefix=${current%"${current##*:}"}
    fi
    if [[ ${current#"$prefix"} == *=* && $COMP_WORDBREAKS == *=* ]]; then
        prefix=${current%"${current##*=}"}
    fi
    COMPREPLY=()
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        COMPREPLY+=("${line#"$prefix"}")
    done < <(command cargo-boundaries -q completions bash --at "$index" -- "${words[@]}" 2>/dev/null)
    if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *[=/:] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

_cargo_boundaries() {
    _cargo_boundaries_offer 0
}

# `cargo boundaries`; for everything else of cargo, whatever completed it before.
_cargo_boundaries_of_cargo() {
    local -i at=1
    [[ ${COMP_WORDS[1]} == +* ]] && at=2
    if ((COMP_CWORD > at)) && [[ ${COMP_WORDS[at]} == boundaries ]]; then
        _cargo_boundaries_offer "$at"
    elif [[ -n $_cargo_boundaries_before ]]; then
        "$_cargo_boundaries_before" "$@"
    fi
}

complete -F _cargo_boundaries cargo-boundaries
if declare -F _completion_loader >/dev/null && ! complete -p cargo >/dev/null 2>&1; then
    _completion_loader cargo >/dev/null 2>&1
fi
_cargo_boundaries_found=$(complete -p cargo 2>/dev/null)
if [[ $_cargo_boundaries_found =~ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _cargo_boundaries_of_cargo ]]; then
    _cargo_boundaries_before=${BASH_REMATCH[1]}
fi
unset _cargo_boundaries_found
complete -o bashdefault -o default -F _cargo_boundaries_of_cargo cargo
