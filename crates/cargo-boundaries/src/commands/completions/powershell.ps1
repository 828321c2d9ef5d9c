# Completions of cargo-boundaries for PowerShell:
# `cargo boundaries completions powershell | Out-String | Invoke-Expression`.

Register-ArgumentCompleter -Native -CommandName 'cargo-boundaries' -ScriptBlock {
    param($current, $line, $position)

    $words = @($line.CommandElements | Where-Object { $_.Extent.StartOffset -lt $position } | ForEach-Object { $_.Extent.Text })
    if ($current -eq '') { $words += '' } else { $words[-1] = $current }
    # An empty argument is lost on the way unless it is quoted.
    $words = @($words | ForEach-Object { if ($_ -eq '' -and $PSVersionTable.PSVersion -lt '7.3') { '""' } else { $_ } })
    & cargo-boundaries -q completions powershell --at ($words.Count - 1) -- @words 2>$null | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        # `@` begins something else in front of a word.
        $text = if ($value.StartsWith('@')) { "'$value'" } else { $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
