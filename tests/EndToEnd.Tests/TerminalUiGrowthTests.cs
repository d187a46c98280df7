using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The terminal UI on an archive that grows: by its own ingest, by another program's, by a tap.</summary>
public sealed class TerminalUiGrowthTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Captures_are_taken_in_from_the_ui()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using var terminal = new TmuxTerminal(80, 24, $"{Pdns.InShell} open {Capture("resolver-clients-day1-sll2.pcap.gz")} -a {_folder.Archive}");
        Ask(terminal, "parcel-tracking.example", "198.51.100.90");

        terminal.Press("I");
        terminal.WaitFor("ingest:");
        terminal.Type(Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8"));
        terminal.WaitFor("  resolver-clients-day8.pcap  28.4 kB");
        terminal.Press("Tab");
        terminal.WaitFor("/resolver-clients-day8.pcap");
        terminal.Press("Enter");
        terminal.WaitFor("ingest: 1 source ingested");
        terminal.Press("Escape");
        terminal.WaitFor("archive changed: F follows, R reads");

        terminal.Press("R");
        terminal.WaitFor("203.0.113.77");
        terminal.Press("I", "r");
        var report = terminal.WaitFor("total  1 source ingested");
        Assert.Contains("parcel-tracking.example. › ingest\n", report, StringComparison.Ordinal);
        Assert.Contains(" frames = ", report, StringComparison.Ordinal);
        terminal.Press("q");
        terminal.WaitFor("EXIT=0");
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.Archive).ExitCode);
    }

    [Fact]
    public void What_another_program_takes_in_shows_marked_and_the_cursor_stays()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using var terminal = new TmuxTerminal(100, 24, $"{Pdns.InShell} tui --follow -a {_folder.Archive}");
        terminal.WaitFor("There is no archive at");
        Assert.Equal(0, Pdns.Run("ingest", Capture("resolver-clients-day1-sll2.pcap.gz"), "-q", "-a", _folder.Archive).ExitCode);
        Ask(terminal, "parcel-tracking.example", "198.51.100.90");
        terminal.Press("j");
        terminal.WaitFor("row 2 of ");
        var before = terminal.WaitFor("following; ");

        Assert.Equal(0, Pdns.Run("ingest", Capture("resolver-clients-day8.pcap"), "-q", "-a", _folder.Archive).ExitCode);

        var after = terminal.WaitFor("row 3 of ");
        Assert.Contains(after.Split('\n'), line => line.StartsWith('+') && line.Contains("203.0.113.77", StringComparison.Ordinal));
        Assert.DoesNotContain(before.Split('\n'), line => line.StartsWith('+'));
        terminal.Press("q");
        terminal.WaitFor("EXIT=0");
    }

    [Fact]
    public void A_tap_shows_with_its_rate()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--commit", "1s", "-a", _folder.Archive);
        using var terminal = new TmuxTerminal(100, 24, $"{Pdns.InShell} tui --follow -a {_folder.Archive}");
        terminal.WaitFor("ask:");
        network.Replay(Capture("resolver-clients-day8.pcap"));
        Ask(terminal, "parcel-tracking.example", "203.0.113.77");

        terminal.WaitFor(" packets/s, last commit ");
        Assert.Equal(0, tap.Terminate().ExitCode);
        terminal.Press("q");
        terminal.WaitFor("EXIT=0");
    }

    [Fact]
    public void A_folder_that_is_no_archive_is_not_waited_for()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        _folder.Write("holiday.jpg", "x"u8);
        using var terminal = new TmuxTerminal(100, 24, $"{Pdns.InShell} tui --follow -a {_folder.Path}");

        Assert.Contains("is no archive", terminal.WaitFor("EXIT="), StringComparison.Ordinal);
    }

    [Fact]
    public void Waiting_ends_with_Ctrl_C()
    {
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        using var terminal = new TmuxTerminal(100, 24, $"{Pdns.InShell} tui --follow -a {_folder.Archive}");
        terminal.WaitFor("There is no archive at");

        terminal.Press("C-c");

        terminal.WaitFor("EXIT=130");
    }

    private static void Ask(TmuxTerminal terminal, string question, string answer)
    {
        terminal.WaitFor("ask:");
        terminal.Type(question);
        terminal.Press("Enter");
        terminal.WaitFor(answer);
    }

    private static string Capture(string name) => Path.Combine(TestFolders.TestData, "captures", name);
}
