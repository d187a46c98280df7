using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;
using Xunit;

namespace PassiveDns.Tui.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _errors = new() { NewLine = "\n" };
    private readonly CommandContext _context;

    public CommandLineTests() =>
        _context = new CommandContext { Output = _output, Messages = new Messages(_errors), OpenInput = () => Stream.Null };

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    public static TheoryData<string, Exception, ExitCode?> Failures => new()
    {
        { "the user interrupts", new OperationCanceledException(), ExitCode.Interrupted },
        { "a wish that cannot be met", new UsageException("x"), ExitCode.Usage },
        { "no capture", new UnreadableFileException("f", 0, "a", "b"), ExitCode.DamagedInput },
        { "a damaged archive", new DamagedArchiveException("f", 0, "a", "b"), ExitCode.DamagedArchive },
        { "no archive", new ArchiveException("x"), ExitCode.DamagedArchive },
        { "a locked archive", new ArchiveLockedException("x"), ExitCode.ArchiveLocked },
        { "no space", new IOException("x"), ExitCode.InputOutput },
        { "no right to read", new UnauthorizedAccessException("x"), ExitCode.InputOutput },
        { "a fault in the program", new InvalidOperationException("x"), null },
    };

    [Theory, MemberData(nameof(Failures))]
    public void Each_failure_has_its_exit_code(string why, Exception exception, ExitCode? expected) =>
        Assert.True(expected == Failure.Explain(exception)?.Code, why);

    public static TheoryData<string> Commands => [.. CommandNames];

    private static readonly string[] CommandNames =
        ["", "open", "ingest", "lookup", "subdomains", "search", "timeline", "pivot", "diff", "sources", "info", "export", "verify", "merge", "compact", "rollup", "tui"];

    [Theory, MemberData(nameof(Commands))]
    public void Help_fits_80_columns_and_shows_every_option(string command)
    {
        var code = CommandLine.Run(command.Length == 0 ? ["--help"] : [command, "--help"], _context);

        var help = System.Text.Encoding.UTF8.GetString(_output.ToArray());
        Assert.Equal((ExitCode.Done, ""), (code, _errors.ToString()));
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.Contains(command.Length == 0 ? "Commands:" : $"pdns {command}", help, StringComparison.Ordinal);
        var options = CommandLine.Build(_context).Subcommands.FirstOrDefault(subcommand => subcommand.Name == command)?.Options ?? [];
        Assert.All(options, option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
    }

    [Fact]
    public void A_subcommand_has_a_help_page_of_its_own()
    {
        CommandLine.Run(["sources", "remove", "--help"], _context);

        var help = System.Text.Encoding.UTF8.GetString(_output.ToArray());
        Assert.Contains("  pdns sources remove SOURCE ... [options]\n", help, StringComparison.Ordinal);
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void The_help_lists_every_command()
    {
        CommandLine.Run(["--help"], _context);

        var help = System.Text.Encoding.UTF8.GetString(_output.ToArray());
        Assert.All(CommandNames, name => Assert.Contains(name, help, StringComparison.Ordinal));
    }

    [Fact]
    public void The_version_is_one_line()
    {
        Assert.Equal(ExitCode.Done, CommandLine.Run(["--version"], _context));
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", System.Text.Encoding.UTF8.GetString(_output.ToArray()));
    }
}
