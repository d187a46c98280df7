using PassiveDns.Tests.Support;
using PassiveDns.Tui.Completion;
using PassiveDns.Tui.Tests.Commands;
using Xunit;

namespace PassiveDns.Tui.Tests.Completion;

public sealed class CompletionScriptTests
{
    public static TheoryData<string> Shells => ["bash", "zsh", "fish", "powershell"];

    [Theory, MemberData(nameof(Shells))]
    public void Every_command_option_and_word_is_in_every_script(string shell)
    {
        var script = CommandRun.Output("completion", shell);

        Assert.All(CompletedCommand.Of(CommandRun.Root()).All, command =>
        {
            Assert.Contains(command.Name, script, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(LongName(shell, option), script, StringComparison.Ordinal));
            Assert.All(command.Options.SelectMany(option => option.Value?.Words ?? []), word => Assert.Contains(word, script, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--negative")]
    [InlineData("-ff")]
    public void Options_of_lookup_are_found_whole(string name) =>
        Assert.Contains(CompletedCommand.Of(CommandRun.Root()).All.Single(command => command.Path == "pdns lookup").Options, option => option.Names.Contains(name));

    /// <summary>Shells that are not here cannot be asked; bash is everywhere but on Windows.</summary>
    [Fact]
    public void Every_shell_that_is_installed_takes_its_script()
    {
        (string Program, string Shell, string[] Arguments)[] shells =
        [
            ("bash", "bash", ["-n"]), ("zsh", "zsh", ["-n"]), ("fish", "fish", ["-n"]), ("pwsh", "powershell", ["-NoProfile", "-File"]),
        ];
        var installed = shells.Where(shell => ExternalProgram.Find(shell.Program) is not null).ToList();
        Assert.SkipWhen(installed.Count == 0, "no shell is installed");

        Assert.All(installed, shell =>
        {
            using var script = new ScriptFile(shell.Shell);
            var result = ExternalProgram.Run(ExternalProgram.Find(shell.Program)!, [.. shell.Arguments, script.Path], "");
            Assert.Equal((0, "", ""), result);
        });
    }

    public static TheoryData<string, string, string> BashRows => new()
    {
        { "a command", "pdns lo", "lookup" },
        { "a subcommand", "pdns sources r", "remove" },
        { "an option", "pdns lookup --gr", "--group-by" },
        { "an option of a subcommand", "pdns sources remove --d", "--dry-run" },
        { "a value", "pdns lookup -p csv", "csv csv-excel" },
        { "a value behind =, which bash takes for a word of its own", "pdns lookup --format = j", "jsonl" },
        { "nothing behind = yet", "pdns lookup --vantage =", "authoritative recursive" },
        { "a value behind other options", "pdns lookup example.com -s --group-by d", "domain" },
        { "the end of a list", "pdns lookup -t A,SO", "compopt -o nospace A,SOA" },
        { "sort keys", "pdns lookup -k last,c", "compopt -o nospace last,count" },
        { "topics and commands", "pdns help li", "live-tap" },
        { "a shell", "pdns completion f", "fish" },
        { "a path is readline's work", "pdns ingest cap", "" },
        { "so is a file behind an option", "pdns export -o x", "" },
        { "a folder is, too", "pdns info -a x", "compopt +o default -o dirnames" },
        { "a name is nobody's", "pdns lookup exam", "compopt +o default" },
        { "letter case counts: -A is a time, -a a folder", "pdns lookup -A x", "compopt +o default" },
        { "what no command is", "pdns nonsense -", "-h --help --version" },
    };

    [Theory, MemberData(nameof(BashRows))]
    public void Bash_completes(string why, string line, string expected)
    {
        var bash = ExternalProgram.Find("bash");
        Assert.SkipWhen(bash is null, "bash is not installed");
        const string drive =
            """
            source "$1"; shift
            compopt() { printf '%s ' compopt "$@"; }
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _pdns
            printf '%s' "${COMPREPLY[*]}"
            """;
        using var script = new ScriptFile("bash");

        var result = ExternalProgram.Run(bash, ["-c", drive, "-", script.Path, .. line.Split(' ')], "");

        Assert.Equal((why, 0, expected, ""), (why, result.ExitCode, result.Output.TrimEnd(), result.Errors));
    }

    public static TheoryData<string, string, string[]> FishRows => new()
    {
        { "a command", "pdns lo", ["lookup"] },
        { "an option of a subcommand", "pdns sources remove --d", ["--dry-run"] },
        { "a value", "pdns lookup -p csv", ["csv", "csv-excel"] },
        { "a value behind =", "pdns lookup --format=js", ["--format=jsonl"] },
        { "the end of a list", "pdns lookup -t A,SO", ["A,SOA"] },
        { "the end of a list behind =", "pdns lookup --type=A,SO", ["--type=A,SOA"] },
        { "nothing for a name", "pdns lookup -b x", [] },
    };

    [Theory, MemberData(nameof(FishRows))]
    public void Fish_completes(string why, string line, string[] expected)
    {
        var fish = ExternalProgram.Find("fish");
        Assert.SkipWhen(fish is null, "fish is not installed");
        using var script = new ScriptFile("fish");

        var result = ExternalProgram.Run(fish, ["--no-config", "-c", $"source {script.Path}; complete -C '{line}'"], "");

        var words = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('\t')[0]);
        Assert.True(expected.SequenceEqual(words), $"{why}: {result}");
    }

    [Fact]
    public void Zsh_completes_by_the_script()
    {
        var zsh = ExternalProgram.Find("zsh");
        Assert.SkipWhen(zsh is null, "zsh is not installed");
        using var script = new ScriptFile("zsh");

        var result = ExternalProgram.Run(
            zsh, ["-f", "-c", $"autoload -Uz compinit && compinit -D -u && source {script.Path} && print $_comps[pdns] && whence -w _pdns_sources_remove"], "");

        Assert.Equal((0, "_pdns\n_pdns_sources_remove: function\n", ""), result);
    }

    [Fact]
    public void A_shell_without_a_script_is_told() =>
        Assert.Equal(
            (ExitCode.Usage, "pdns completion: there is no script for 'tcsh'; there is one for bash, zsh, fish, powershell\n"),
            (CommandRun.Run("completion", "tcsh").Code, CommandRun.Run("completion", "tcsh").Errors));

    private static string LongName(string shell, CompletedOption option) =>
        shell == "fish" ? $"-l {option.Names[^1][2..]} " : option.Names[^1];

    /// <summary>A script in a file that is gone with it.</summary>
    private sealed class ScriptFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(Directory.CreateTempSubdirectory("pdns-test-").FullName, "script.ps1");

        public ScriptFile(string shell) => File.WriteAllText(Path, CommandRun.Output("completion", shell));

        public void Dispose() => Directory.Delete(System.IO.Path.GetDirectoryName(Path)!, recursive: true);
    }
}
