using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>What works on files makes no network call, and works where there is no network: in an empty network namespace, watched by strace.</summary>
public sealed class SilenceTests(SilenceTests.Archives archives) : IClassFixture<SilenceTests.Archives>
{
    private static readonly string Capture = Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap");
    private static readonly string Other = Path.Combine(TestFolders.TestData, "captures", "resolver-upstream-day1.pcap");

    private static readonly string? Unshare = ExternalProgram.Find("unshare"), Strace = ExternalProgram.Find("strace");

    /// <summary>Command lines; CAPTURE, ARCHIVE, OTHER and FOLDER stand for a capture, an archive, another one and a folder to write into.</summary>
    public static TheoryData<string> Commands =>
    [
        "ingest CAPTURE -a FOLDER/new.pdns",
        "open CAPTURE -a FOLDER/opened.pdns",
        "lookup *.bookshop.example -a ARCHIVE",
        "lookup 203.0.113.0/24 -a ARCHIVE",
        "subdomains example -a ARCHIVE",
        "domains -k info -a ARCHIVE",
        "search --fuzzy bookshap -a ARCHIVE",
        "timeline bookshop.example -a ARCHIVE",
        "pivot bookshop.example -a ARCHIVE",
        "diff ARCHIVE OTHER",
        "evidence bookshop.example -m --pcap FOLDER/cut.pcapng -a ARCHIVE",
        "case -a ARCHIVE",
        "sources -a ARCHIVE",
        "info -a ARCHIVE",
        "verify -a ARCHIVE",
        "export --all -a ARCHIVE",
        "merge ARCHIVE OTHER -a FOLDER/merged.pdns",
        "compact -a ARCHIVE",
        "verify-bailiwick -a ARCHIVE",
        "rollup --before 2026-12-31 --dry-run -a ARCHIVE",
        "sources remove CAPTURE --dry-run -a ARCHIVE",
        "help times",
        "man -o FOLDER/man",
        "completion bash",
    ];

    [Theory, MemberData(nameof(Commands))]
    public void No_network_call_is_made_by(string command)
    {
        Assert.SkipWhen(Unshare is null || Strace is null, "unshare (util-linux) or strace is not installed");

        var calls = Watch(command, Pdns.Command, diagnostics: "0");

        Assert.True(calls.Count == 0, string.Join('\n', calls));
    }

    /// <summary>As built, the runtime listens for debuggers, on a socket of the file system, unless it is told not to: so the watch sees what there is.</summary>
    [Fact]
    public void The_watch_sees_what_the_runtime_itself_opens()
    {
        Assert.SkipWhen(Unshare is null || Strace is null, "unshare (util-linux) or strace is not installed");

        var calls = Watch("info -a ARCHIVE", Pdns.HostedCommand, diagnostics: "1");

        Assert.Contains(calls, call => call.Contains("socket(AF_UNIX", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("AF_INET", StringComparison.Ordinal));
    }

    /// <summary>Runs a command line that must end well.</summary>
    /// <returns>The network calls of it.</returns>
    private List<string> Watch(string command, Func<IEnumerable<string>, IEnumerable<string>> program, string diagnostics)
    {
        using var folder = new TempFolder();
        var words = command.Split(' ').Select(word => word.Replace("FOLDER", folder.Path, StringComparison.Ordinal)
            .Replace("CAPTURE", Capture, StringComparison.Ordinal).Replace("ARCHIVE", archives.First, StringComparison.Ordinal).Replace("OTHER", archives.Second, StringComparison.Ordinal));
        string[] alone = Environment.IsPrivilegedProcess ? ["--net"] : ["--net", "--map-root-user"];

        var (code, output, errors) = ExternalProgram.Run(
            Unshare!, [.. alone, Strace!, "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", folder.At("calls"), .. program(words)], "",
            ("DOTNET_EnableDiagnostics", diagnostics));

        Assert.True(code == 0, $"{command}: {code}: {output}{errors}");
        return [.. File.ReadLines(folder.At("calls"))];
    }

    /// <summary>Two archives to work on.</summary>
    public sealed class Archives : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Archives()
        {
            foreach (var capture in new[] { Capture, Other }) InProcess.Do("ingest", capture, "-q", "-a", First);
            InProcess.Do("ingest", Capture, "-q", "-a", Second);
        }

        public string First => _folder.At("first.pdns");

        public string Second => _folder.At("second.pdns");

        public void Dispose() => _folder.Dispose();
    }
}
