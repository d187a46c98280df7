using System.Text;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Whatever attackers write, a terminal gets printable characters, line ends and the program's own sequences, and no other octet.</summary>
public sealed class TerminalSafetyTests(HostileArchive archive) : IClassFixture<HostileArchive>, IDisposable
{
    /// <summary>.NET sends it when the terminal's size is asked for: cursor keys and keypad as applications have them (terminfo's smkx).</summary>
    private const string KeypadOfRuntime = "\e[?1h\e=";

    private readonly TempFolder _folder = new();

    /// <summary>Control sequences that Terminal.Gui sends: cursor, colours, screens, mouse and paste modes, questions about the terminal.</summary>
    private static readonly Regex SequencesOfUi = new(
        @"^\e(\[(\d+;\d+H|\d+(;\d+)*m|[02]?J|[056]n|0?c|\?u|\d q|\?(1|25|1003|1006|1015|1049|2004)[hl])|=|>|\](0;|10;\?|11;\?)\e\\)$",
        RegexOptions.CultureInvariant);

    public void Dispose()
    {
        // .NET cannot delete files whose names are no UTF-8.
        ExternalProgram.Run("/bin/rm", ["-rf", _folder.Path], "");
        Directory.CreateDirectory(_folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public void A_million_hostile_records_reach_a_terminal_as_text()
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        using var million = HostileArchive.Of(1_000_000);

        var (exitCode, lines) = Run($"lookup '*' -l 0 -a {million.Path}");

        Assert.Equal(0, exitCode);
        Assert.True(lines > 1_000_000, $"{lines} lines");
    }

    /// <summary>Lines to expect at least, and the command line.</summary>
    public static TheoryData<int, string> CommandLines => new()
    {
        { 100_000, "lookup '*' -l 0 --all -S -k last" },
        { 100_000, "lookup '*' -l 0 --format jsonl" },
        { 100_000, "lookup '*' -l 0 --format csv" },
        { 100_000, "lookup '*' -l 0 --format csv-excel" },
        { 100_000, "export" },
        { 1_000, "lookup '*.zone7.test'" },
        { 100_000, "subdomains test -l 0" },
        { 50, "subdomains test --depth 1" },
        { 1_000, "search evil -l 2000" },
        { 1_000, "search --regex '[^a-z0-9.-]' -l 2000 --format jsonl" },
        { 100_000, "diff --from 1970-01-01 --to ..2100-01-01 -l 0" },
        { 100_000, "diff --from 1970-01-01 --to ..2100-01-01 -l 0 --format jsonl" },
        { 50, "pivot zone7.test --max-nodes 100 --max-fanout 100" },
        { 50, "pivot zone7.test --max-nodes 100 --max-fanout 100 --format dot" },
        { 50, "pivot zone7.test --max-nodes 100 --max-fanout 100 --format jsonl" },
        { 1, "info" },
        { 1, "sources" },
        { 1, "verify" },
    };

    [Theory, MemberData(nameof(CommandLines))]
    public void Hostile_records_reach_a_terminal_as_text(int least, string commandLine)
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);

        var (exitCode, lines) = Run($"{commandLine} -a {archive.Path}");

        Assert.Equal(0, exitCode);
        Assert.True(lines >= least, $"{lines} lines");
    }

    /// <summary>Files and folders, captures and others, named by an attacker; some names are no UTF-8.</summary>
    [Fact]
    public void Hostile_file_names_reach_a_terminal_as_text()
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        var evidence = _folder.At("evidence \e[2J\u202e");
        Directory.CreateDirectory(evidence);
        for (var i = 0; i < HostileText.Pieces.Count; i++)
        {
            using var file = File.Create(_folder.At($"{i}"));
            if (i % 3 == 0) file.Write("no capture"u8);
            else HostileCapture.Write(file, HostileCapture.Records(seed: i % 3, count: 20)); // some are alike
        }

        Move([.. HostileText.Pieces.Select((piece, i) => (_folder.At($"{i}"), evidence, piece.Octets))]);
        var archiveFolder = PseudoTerminal.Quote(_folder.At("case \e]0;x\a\u009b2J\u2067.pdns"));
        var folder = PseudoTerminal.Quote(evidence);

        Assert.Equal(3, Run($"ingest {folder} -a {archiveFolder}").ExitCode);
        Assert.Equal(3, Run($"ingest {folder} -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"sources -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"sources --format jsonl -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"lookup '*' --format jsonl -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"lookup nothing.example -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"info -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"verify -a {archiveFolder}").ExitCode);
        Assert.Equal(0, Run($"open {folder} -a {archiveFolder} --help").ExitCode);
        Assert.Equal(0, Run($"export -a {archiveFolder} -o {PseudoTerminal.Quote(_folder.At("out\r\e[K\u2028"))}").ExitCode);
        Assert.Equal(5, Run($"export -a {archiveFolder} -o {folder}").ExitCode);
        Assert.Equal(0, Run($"merge {archiveFolder} -a {PseudoTerminal.Quote(_folder.At("merged \e[31m"))}").ExitCode);
        Assert.Equal(4, Run($"lookup x -a {folder}").ExitCode);
    }

    /// <summary>A command line that quotes its arguments, in every place that takes one, each with every hostile text.</summary>
    [Fact]
    public void Hostile_arguments_reach_a_terminal_as_text()
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        var all = string.Concat(HostileText.Pieces.Select(piece => Encoding.UTF8.GetString(piece.Octets)));
        var hostile = PseudoTerminal.Quote(all);
        string[] commandLines =
        [
            hostile, $"lookup {hostile}", $"lookup x {hostile}", $"lookup x -t {hostile}", $"lookup x -A {hostile}", $"lookup x -k {hostile}", $"lookup x -l {hostile}",
            $"lookup x --format {hostile}", $"lookup x -b {hostile}", $"lookup x --{hostile}", $"lookup x -a {hostile}", $"search {hostile} -a {archive.Path}",
            $"search --regex {hostile}'(' -a {archive.Path}", $"search --glob {hostile}'[' -a {archive.Path}", $"search --fuzzy {hostile} -a {archive.Path}", $"subdomains {hostile}",
            $"timeline {hostile}", $"pivot {hostile}", $"pivot x --depth {hostile}", $"diff {hostile} {hostile}", $"diff x y {hostile}", $"diff --from {hostile} --to 1w..", $"diff {hostile}",
            $"ingest {hostile}", $"ingest x --port {hostile}", $"export -o /nowhere/{hostile} -a {archive.Path}", $"merge {hostile} -a out", $"'[suggest]' {hostile}", $"'[diagram]' {hostile}",
            $"{hostile} --help", $"lookup {hostile} --help", $"lookup --help {hostile}", $"--version {hostile}",
        ];

        foreach (var commandLine in commandLines) Run(commandLine);
    }

    /// <summary>The terminal UI on hostile records of a capture, in a folder and an archive, that have hostile names too.</summary>
    [Fact]
    public void The_terminal_ui_shows_hostile_text_as_text()
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        const string hostile = "a\e[9A\e]0;owned\a\u009b2J\u202eb\u2066\u200b例え";
        var capture = _folder.At(hostile + ".pcap");
        using (var file = File.Create(capture)) HostileCapture.Write(file, HostileCapture.Records(seed: 3, count: 2_000));
        var archiveFolder = _folder.At(hostile + ".pdns");
        Assert.Equal(0, Pdns.Run("ingest", capture, "-a", archiveFolder).ExitCode);

        OnlyPlainTextIsSent(archiveFolder, terminal =>
        {
            terminal.WaitFor("ask:");
            terminal.Type("*.test");
            terminal.Press("Enter");
            terminal.WaitFor("row 1 of");
            terminal.WaitFor(@"a\u{1b}[9A\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}b\u{2066}\u{200b}例え.pcap"); // in the detail pane
            terminal.Press("PageDown", "PageDown", "Right", "Right", "End");
            terminal.WaitFor("row 2,000 of 2,000");
            terminal.Press("Home", "Left", "Left", "v", "t");
            terminal.WaitFor("› tree of ");
            terminal.Press("a");
            terminal.Type("x\u202ey\u200bz");
            terminal.Press("Enter");
            terminal.WaitFor("is no domain name");
            terminal.Press("Escape");
            terminal.WaitFor("a asks");
            terminal.Press("BSpace");
            terminal.WaitFor("row ");
        });
    }

    /// <summary>Keys from a result on, into each view and whatever lies over one.</summary>
    private const string Views =
        "Space r Space r v t Enter BSpace v l + > BSpace v g Enter BSpace v d Enter Down BSpace v s BSpace b d Enter BSpace BSpace p Escape E Down BSpace m n =a_note Enter # =tag Enter S =way Enter v c Enter BSpace "
        + ". BSpace : =t Escape ? NPage Escape Right Right Enter BSpace o Tab Down m v o Down Enter BSpace / =e Enter s Escape";

    /// <summary>Hostile records in every view.</summary>
    [Theory]
    [InlineData("*.test")]
    [InlineData("*.zone7.test")]
    public void Every_view_shows_hostile_text_as_text(string question)
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);

        OnlyPlainTextIsSent(archive.Path, terminal => Walk(terminal, question));
    }

    /// <summary>What tools and fuzzers made of captures, in every view.</summary>
    [Fact]
    public void Every_view_shows_malformed_captures_as_text()
    {
        Assert.SkipWhen(PseudoTerminal.Program is null, PseudoTerminal.Missing);
        Assert.SkipWhen(TmuxTerminal.Program is null, TmuxTerminal.Missing);
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        var archiveFolder = _folder.At("malformed.pdns");
        Pdns.Run("ingest", Path.Combine(TestFolders.Shared, "malformed"), "--any-port", "-a", archiveFolder);

        OnlyPlainTextIsSent(archiveFolder, terminal =>
        {
            foreach (var question in new[] { "type:A", "type:CNAME,NS,PTR,SOA,AAAA,SIG,LOC,SRV,SVCB,HTTPS", "is:negative" }) Walk(terminal, question);
        });
    }

    private static void Walk(TmuxTerminal terminal, string question)
    {
        terminal.WaitFor("ask:");
        terminal.Type(question);
        terminal.Press("Enter");
        terminal.WaitFor("row 1 of");
        foreach (var key in Views.Split(' '))
        {
            if (key[0] == '=') terminal.Type(key[1..].Replace('_', ' '));
            else terminal.Press(key);
            Thread.Sleep(100);
        }

        terminal.Press("a");
    }

    /// <summary>Runs the terminal UI, and looks at every octet that it sends.</summary>
    private void OnlyPlainTextIsSent(string archiveFolder, Action<TmuxTerminal> work)
    {
        var log = _folder.At("octets");
        var inner = _folder.Write("inner.sh", Encoding.UTF8.GetBytes($"XDG_CONFIG_HOME={_folder.Path} exec {Pdns.InShell} tui -a {PseudoTerminal.Quote(archiveFolder)}\n"));
        using (var terminal = new TmuxTerminal(100, 30, $"{PseudoTerminal.Program} -q -e -E never -c 'sh {inner}' {log}"))
        {
            work(terminal);
            for (var presses = 0; presses < 3; presses++)
            {
                terminal.Press("Escape"); // whatever lies on top
                Thread.Sleep(200);
            }

            terminal.Press("q");
            terminal.WaitFor("EXIT=0");
        }

        using var octets = new TerminalStream(IsOfUi);
        var logged = File.ReadAllBytes(log).AsSpan();
        octets.Write(logged[(logged.IndexOf((byte)'\n') + 1)..logged.LastIndexOf("\nScript done"u8)]); // what script says itself stands around
        octets.Finish();
        Assert.True(octets.Findings.Count == 0, string.Join('\n', octets.Findings));
        Assert.True(octets.Octets > 10_000, $"{octets.Octets} octets");
    }

    /// <summary>Puts files where .NET cannot: under names of any octets.</summary>
    private static void Move((string From, string Folder, byte[] Name)[] files)
    {
        var script = files.Select(file => $"mv '{file.From}' \"$(printf '{Octal(Encoding.UTF8.GetBytes(file.Folder))}/{Octal(file.Name)}.pcap')\"\n");
        var (exitCode, _, errors) = ExternalProgram.Run("/bin/sh", [], string.Concat(script));
        Assert.True(exitCode == 0, errors);

        static string Octal(byte[] octets) => string.Concat(octets.Select(octet => $"\\{Convert.ToString(octet, 8).PadLeft(3, '0')}"));
    }

    private static (int ExitCode, long Lines) Run(string commandLine)
    {
        using var terminal = new TerminalStream(IsOwn);

        var exitCode = PseudoTerminal.Run($"{Pdns.InShell} {commandLine}", terminal);

        terminal.Finish();
        Assert.True(terminal.Findings.Count == 0, $"pdns {commandLine}\n{string.Join('\n', terminal.Findings)}");
        return (exitCode, terminal.Lines);
    }

    private static bool IsOfUi(string sequence) => sequence switch
    {
        "\r" or "\e" => true,
        ['\e', '[', .. var parameters] => parameters.All(c => c is >= '0' and <= '?' or ' ') || SequencesOfUi.IsMatch(sequence),
        ['\e', ']', ..] => new[] { "\e]0;\e\\", "\e]10;?\e\\", "\e]11;?\e\\" }.Any(own => own.StartsWith(sequence, StringComparison.Ordinal)),
        _ => SequencesOfUi.IsMatch(sequence),
    };

    /// <summary>The status line goes to the start of its line and erases the rest.</summary>
    private static bool IsOwn(string sequence) =>
        "\e[K".StartsWith(sequence, StringComparison.Ordinal) || KeypadOfRuntime.Split('\e').Any(part => $"\e{part}".StartsWith(sequence, StringComparison.Ordinal)) || sequence is "\r";
}
