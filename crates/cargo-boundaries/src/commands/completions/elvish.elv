# Completions of cargo boundaries for Elvish: `eval (cargo boundaries completions elvish | slurp)`.

use str

fn cargo-boundaries-offer {|@words|
    var at = (- (count $words) 1)
    try {
        e:cargo-boundaries -q completions elvish --at (to-string $at) -- $@words 2>/dev/null | each {|line|
            var tab = (str:index $line "\t")
            if (== $tab -1) { put $line } else { put $line[..$tab] }
        }
    } catch _ { }
}

# `cargo boundaries`; for everything else of cargo, whatever completed it before.
fn cargo-boundaries-of-cargo {|before @words|
    if (and (> (count $words) 2) (eq $words[1] boundaries)) {
        cargo-boundaries-offer (all $words[1..])
    } else {
        $before $@words
    }
}

set edit:completion:arg-completer[cargo-boundaries] = $cargo-boundaries-offer~

var cargo-boundaries-before = $edit:complete-filename~
if (has-key $edit:completion:arg-completer cargo) {
    set cargo-boundaries-before = $edit:completion:arg-completer[cargo]
}
set edit:completion:arg-completer[cargo] = {|@words| cargo-boundaries-of-cargo $cargo-boundaries-before $@words }
