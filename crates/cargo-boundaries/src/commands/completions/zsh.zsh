#compdef cargo-boundaries
# Completions of cargo boundaries for zsh: `source <(cargo boundaries completions zsh)`, below `compinit`.

# Cargo's own completions call a function of this name for `cargo boundaries`.
_cargo-boundaries() {
    local line value
    local -a offered=() whole=() open=()
    offered=("${(@f)$(command cargo-boundaries -q completions zsh --at $((CURRENT - 1)) -- "${words[@]}" 2>/dev/null)}")
    for line in $offered; do
        value=${${line%%$'\t'*}//:/\\:}
        [[ $line == *$'\t'* ]] && value+=":${line#*$'\t'}"
        if [[ ${line%%$'\t'*} == *[=/:] ]]; then
            open+=("$value")
        else
            whole+=("$value")
        fi
    done
    (($#open)) && _describe -V 'cargo boundaries' open -S ''
    (($#whole)) && _describe -V 'cargo boundaries' whole
}

# `cargo boundaries` where nothing else completes cargo.
_cargo-boundaries-of-cargo() {
    if ((CURRENT > 2)) && [[ $words[2] == boundaries ]]; then
        shift words
        ((CURRENT--))
        _cargo-boundaries
    else
        _default
    fi
}

compdef _cargo-boundaries cargo-boundaries
(($+_comps[cargo])) || compdef _cargo-boundaries-of-cargo cargo
