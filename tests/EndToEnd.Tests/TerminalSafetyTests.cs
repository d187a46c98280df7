using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Whatever attackers write, a terminal gets printable characters, line ends and the program's own sequences, and no other octet.</summary>
public sealed class TerminalSafetyTests(HostileArchive archive) : IClassFixture<HostileArchive>, IDisposable
{
    /// <summary>.NET sends it when the terminal's size is asked for: cursor keys and keypad as applications have them (terminfo's smkx).</summary>
    private const string KeypadOfRuntime = "\e[?1h\e=";

    private readonly TempFolder _folder = new();

    private static string Program => $"dotnet {Path.Combine(AppContext.BaseDirectory, "pdns.dll")}";

    public void Dispose() => _folder.Dispose();

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
        var all = string.Concat(HostileText.Pieces.Select(piece => System.Text.Encoding.UTF8.GetString(piece.Octets)));
        var hostile = PseudoTerminal.Quote(all);
        string[] commandLines =
        [
            hostile, $"lookup {hostile}", $"lookup x {hostile}", $"lookup x -t {hostile}", $"lookup x -A {hostile}", $"lookup x -k {hostile}", $"lookup x -l {hostile}",
            $"lookup x --format {hostile}", $"lookup x -b {hostile}", $"lookup x --{hostile}", $"lookup x -a {hostile}", $"search {hostile} -a {archive.Path}",
            $"search --regex {hostile}'(' -a {archive.Path}", $"search --glob {hostile}'[' -a {archive.Path}", $"search --fuzzy {hostile} -a {archive.Path}", $"subdomains {hostile}",
            $"ingest {hostile}", $"ingest x --port {hostile}", $"export -o /nowhere/{hostile} -a {archive.Path}", $"merge {hostile} -a out", $"'[suggest]' {hostile}", $"'[diagram]' {hostile}",
            $"{hostile} --help", $"lookup {hostile} --help", $"lookup --help {hostile}", $"--version {hostile}",
        ];

        foreach (var commandLine in commandLines) Run(commandLine);
    }

    /// <summary>Puts files where .NET cannot: under names of any octets.</summary>
    private static void Move((string From, string Folder, byte[] Name)[] files)
    {
        var script = files.Select(file => $"mv '{file.From}' \"$(printf '{Octal(System.Text.Encoding.UTF8.GetBytes(file.Folder))}/{Octal(file.Name)}.pcap')\"\n");
        var (exitCode, _, errors) = ExternalProgram.Run("/bin/sh", [], string.Concat(script));
        Assert.True(exitCode == 0, errors);

        static string Octal(byte[] octets) => string.Concat(octets.Select(octet => $"\\{Convert.ToString(octet, 8).PadLeft(3, '0')}"));
    }

    private static (int ExitCode, long Lines) Run(string commandLine)
    {
        using var terminal = new TerminalStream(IsOwn);

        var exitCode = PseudoTerminal.Run($"{Program} {commandLine}", terminal);

        terminal.Finish();
        Assert.True(terminal.Findings.Count == 0, $"pdns {commandLine}\n{string.Join('\n', terminal.Findings)}");
        return (exitCode, terminal.Lines);
    }

    /// <summary>The status line goes to the start of its line and erases the rest.</summary>
    private static bool IsOwn(string sequence) =>
        "\e[K".StartsWith(sequence, StringComparison.Ordinal) || KeypadOfRuntime.Split('\e').Any(part => $"\e{part}".StartsWith(sequence, StringComparison.Ordinal)) || sequence is "\r";
}
