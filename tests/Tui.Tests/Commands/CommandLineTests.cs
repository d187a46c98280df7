using PassiveDns.Formats;
using PassiveDns.Indexer;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Manual;
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

    /// <summary>All commands and subcommands, as words behind <c>pdns</c>.</summary>
    public static TheoryData<string> Commands =>
        [.. ManPage.All(CommandRun.Root()).Select(command => HelpPage.NameOf(command)["pdns".Length..].TrimStart())];

    [Theory, MemberData(nameof(Commands))]
    public void Help_fits_80_columns_and_shows_every_option_and_example(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var help = CommandRun.Output([.. words, "--help"]);

        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80 && line == line.TrimEnd(), line));
        Assert.DoesNotContain("\n\n\n", help, StringComparison.Ordinal);
        var one = CommandLine.Find(CommandRun.Root(), words);
        Assert.All(one.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, help, StringComparison.Ordinal));
        Assert.All(one.Subcommands, subcommand => Assert.Contains($"  {subcommand.Name}  ", help, StringComparison.Ordinal));
        Assert.All((one as DocumentedCommand)?.Examples ?? [], example => Assert.Contains($"  {example.CommandLine}\n      {example.Purpose}\n", help, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Commands))]
    public void Help_is_there_by_either_way(string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0) Assert.Equal(CommandRun.Output([.. words, "--help"]), CommandRun.Output(["help", .. words]));
        else Assert.All(Commands, name => Assert.Contains(name.Data.Split(' ')[0], CommandRun.Output("help"), StringComparison.Ordinal));
    }

    /// <summary>What can only be run on a machine of its own is read at least. The others are run by the tests from end to end.</summary>
    [Fact]
    public void Examples_of_tap_and_tui_are_read()
    {
        var root = CommandRun.Root();
        var examples = root.Subcommands.Where(command => command.Name is "tap" or "tui").Cast<DocumentedCommand>().SelectMany(command => command.Examples);

        Assert.All(examples, example => Assert.Empty(root.Parse(example.CommandLine.Replace("sudo ", "", StringComparison.Ordinal)["pdns ".Length..]).Errors));
    }

    [Fact]
    public void Options_that_have_to_be_there_are_in_the_first_line()
    {
        Assert.Contains("  pdns rollup --before TIME [options]\n", CommandRun.Output("rollup", "--help"), StringComparison.Ordinal);
        Assert.Contains("  pdns sources remove SOURCE ... [options]\n", CommandRun.Output("sources", "remove", "--help"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        Assert.Equal(ExitCode.Done, CommandLine.Run(["--version"], _context));
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", System.Text.Encoding.UTF8.GetString(_output.ToArray()));
    }
}
