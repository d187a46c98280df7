#!/usr/bin/env pwsh
# The one entry for building: ./build.ps1 [restore|build|test|bench|docs|publish|clean] [-Configuration Release] [-Runtime linux-x64]
[CmdletBinding()]
param(
    [ValidateSet('restore', 'build', 'test', 'bench', 'docs', 'publish', 'clean')]
    [string] $Verb = 'build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # What publish builds for: linux-x64, linux-arm64, win-x64, osx-arm64 ...; this kind of machine when left out.
    [string] $Runtime = ''
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Invoke-Dotnet([string[]] $Arguments) {
    [Console]::Error.WriteLine("dotnet $Arguments")
    & dotnet @Arguments
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

function Remove-Outputs([string] $Folder) {
    foreach ($name in 'bin', 'obj') {
        $path = [IO.Path]::Combine($Folder, $name)
        if ([IO.Directory]::Exists($path)) { [IO.Directory]::Delete($path, $true) }
    }
}

# For this kind of machine: machine code throughout, which its C compiler (gcc, clang or that of Visual Studio) links.
# For another, whose linker is not here: the runtime with it, and what it can compile ahead of time.
function Publish-Program {
    $here = [Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier
    $rid = if ($Runtime -eq '') { $here } else { $Runtime }
    $output = [IO.Path]::Combine($PSScriptRoot, 'artifacts', $rid)
    $kind = if ($rid -eq $here) { , '-p:PublishAot=true' } else { '-p:PublishReadyToRun=true', '-p:PublishSingleFile=true' }
    Invoke-Dotnet (@('publish', 'Tui', '-c', $Configuration, '-r', $rid, '-o', $output) + $kind)
    [Console]::Error.WriteLine("published to $output")
}

Push-Location $PSScriptRoot
try {
    switch ($Verb) {
        'restore' { Invoke-Dotnet 'restore', 'PassiveDns.sln' }
        'build'   { Invoke-Dotnet 'build', 'PassiveDns.sln', '-c', $Configuration }
        'test'    { Invoke-Dotnet 'test', '-c', $Configuration }
        'bench'   { Invoke-Dotnet 'run', '-c', 'Release', '--project', 'tests/Benchmarks', '--', 'all' }
        'docs'    { Invoke-Dotnet 'run', '-c', $Configuration, '--project', 'Tui', '--', 'man', '--markdown', 'docs' }
        'publish' { Publish-Program }
        'clean' {
            foreach ($project in [IO.Directory]::GetFiles($PSScriptRoot, '*.csproj', 'AllDirectories')) {
                Remove-Outputs ([IO.Path]::GetDirectoryName($project))
            }
            $artifacts = [IO.Path]::Combine($PSScriptRoot, 'artifacts')
            if ([IO.Directory]::Exists($artifacts)) { [IO.Directory]::Delete($artifacts, $true) }
        }
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1 ${Verb}: $($_.Exception.Message)")
    exit 1
}
finally {
    Pop-Location
}
exit 0
