using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The terminal UI in a real terminal, on the demo's captures.</summary>
public sealed class TerminalUiTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void From_a_spam_domain_to_its_neighbours_and_back()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using var terminal = new TmuxTerminal(80, 24, $"{Pdns.InShell} open {Path.Combine(TestFolders.TestData, "captures")} -a {_folder.Archive}");
        terminal.WaitFor("ask:");

        terminal.Type("parcel-tracking.example");
        terminal.Press("Enter");
        var screen = terminal.WaitFor("203.0.113.66");
        Assert.StartsWith("pdns › parcel-tracking.example.\n", screen, StringComparison.Ordinal);

        terminal.Press("Right", "Right", "Down");
        terminal.WaitFor("row 2 of");
        terminal.Press("Enter");
        terminal.WaitFor("pdns › parcel-tracking.example. › 203.0.113.66\n");
        terminal.WaitFor("webmail-quota.example.");

        terminal.Resize(200, 50);
        terminal.WaitFor("2026-11-17T");

        terminal.Press("BSpace");
        terminal.WaitFor("pdns › parcel-tracking.example.\n");
        terminal.Press("q");
        terminal.WaitFor("EXIT=0");
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public void A_signal_leaves_the_terminal_as_it_was(string signal)
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using var terminal = new TmuxTerminal(80, 24, $"{Pdns.InShell} open {Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap")} -a {_folder.Archive}");
        terminal.WaitFor("ask:");

        TmuxTerminal.Signal(signal, CommandLine);

        // The shell's line comes on the first screen, the one the program had left.
        Assert.DoesNotContain("ask:", terminal.WaitFor("EXIT="), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_goes_away_takes_the_program_with_it()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using (var terminal = new TmuxTerminal(80, 24, $"{Pdns.InShell} open {Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap")} -a {_folder.Archive}"))
        {
            terminal.WaitFor("ask:");
            Assert.True(TmuxTerminal.IsRunning(CommandLine));
        }

        for (var look = 0; look < 200 && TmuxTerminal.IsRunning(CommandLine); look++) Thread.Sleep(100);
        Assert.False(TmuxTerminal.IsRunning(CommandLine), "it still runs, and nobody will ever see it");
    }

    [Fact]
    public void Without_a_terminal_the_overview_is_printed()
    {
        var result = Pdns.Run("open", Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap"), "-a", _folder.Archive);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("sources  1\n", result.Output, StringComparison.Ordinal);
    }

    /// <summary>Matches the program's command line, and not those of shell and tmux.</summary>
    private string CommandLine => $"{Pdns.CommandLine} open .*{_folder.Archive}";
}
