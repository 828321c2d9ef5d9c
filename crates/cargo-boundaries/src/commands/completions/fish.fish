# Completions of cargo boundaries for fish: `cargo boundaries completions fish | source`.

function __cargo_boundaries_offer
    set -l words (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token --cut-at-cursor)
    # As cargo calls it: the words from the name of the subcommand on.
    if test "$words[1]" = cargo
        set -e words[1]
        string match --quiet -- '+*' "$words[1]"; and set -e words[1]
    end
    command cargo-boundaries -q completions fish --at (math (count $words) - 1) -- $words 2>/dev/null
end

function __cargo_boundaries_is_meant
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    string match --quiet -- '+*' "$words[2]"; and set -e words[2]
    test (count $words) -ge 2; and test "$words[2]" = boundaries
end

complete --keep-order --no-files --command cargo-boundaries --arguments '(__cargo_boundaries_offer)'
complete --keep-order --no-files --command cargo --condition __cargo_boundaries_is_meant --arguments '(__cargo_boundaries_offer)'
