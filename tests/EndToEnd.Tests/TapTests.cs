using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The live tap, on interfaces of a network of its own.</summary>
public sealed partial class TapTests : IDisposable
{
    private static readonly string Capture = Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tap_comes_to_what_an_ingest_of_the_same_packets_does()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using (var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--write", _folder.At("packets"), "-a", _folder.Archive))
        {
            network.Replay(Capture);
            var ended = tap.Terminate();

            Assert.Equal(0, ended.ExitCode);
            Assert.Contains("0 frames dropped (0 by the kernel, 0 by the interface, 0 by pdns)", ended.Errors, StringComparison.Ordinal);
            Assert.Contains("frames = ", ended.Output, StringComparison.Ordinal);
        }

        Pdns.Run("ingest", Capture, "-q", "-a", _folder.At("ingested.pdns"));
        Assert.NotEmpty(WithoutTimes(_folder.Archive));
        Assert.Equal(WithoutTimes(_folder.At("ingested.pdns")), WithoutTimes(_folder.Archive));

        // The packets that were kept are the source: known, the same to the last octet of the answer, and proof.
        var again = Pdns.Run("ingest", _folder.At("packets"), "-a", _folder.Archive);
        Assert.Contains("already in the archive", again.Output, StringComparison.Ordinal);
        Pdns.Run("ingest", _folder.At("packets"), "-q", "-a", _folder.At("again.pdns"));
        Assert.Equal(Pdns.Run("export", "--all", "-a", _folder.At("again.pdns")).Output, Pdns.Run("export", "--all", "-a", _folder.Archive).Output);
        var evidence = Pdns.Run("evidence", "bookshop.example", "--pcap", _folder.At("cut.pcapng"), "-a", _folder.Archive);
        Assert.Equal(0, evidence.ExitCode);
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.Archive).ExitCode);
    }

    [Fact]
    public void Commits_are_seen_while_it_runs_and_outlive_sigkill()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--commit", "1s", "-a", _folder.Archive);
        network.Replay(Capture);
        tap.WaitUntil(() => Sources().Sum(source => Frames(source)) >= 160, "160 frames in the archive");
        var seen = WithoutTimes(_folder.Archive);
        Assert.NotEmpty(seen);

        tap.Terminate("KILL");

        Assert.Equal(seen, WithoutTimes(_folder.Archive));
        Assert.All(Sources(), source => Assert.Contains("not closed", source.GetProperty("path").GetString(), StringComparison.Ordinal));
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.Archive).ExitCode);
    }

    [Fact]
    public void Rotations_are_sources_and_their_accounts_add_up()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(
            network, NetworkNamespace.Receiver, "--filter", "", "--commit", "1", "--rotate", "2s", "--write", _folder.At("packets"), "-a", _folder.Archive);
        network.Replay(Capture);
        tap.WaitUntil(() => Sources().Any(IsClosed), "a closed source");
        network.Replay(Capture);
        Assert.Equal(0, tap.Terminate().ExitCode);

        var sources = Sources();
        Assert.All(sources, source => Assert.True(IsClosed(source)));
        Assert.All(sources, source => Assert.Equal("--filter", source.GetProperty("options").GetString())); // and not what it says
        Assert.True(sources.Count >= 2);
        Assert.Equal(2 * 172, sources.Sum(Frames));
        Assert.Equal(sources.Count, Directory.GetFiles(_folder.At("packets")).Length);
        var again = Pdns.Run("ingest", _folder.At("packets"), "-a", _folder.Archive);
        Assert.Contains($"total  0 sources ingested, {sources.Count} already known", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_interfaces_are_one_source()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "lo", "-a", _folder.Archive);
        network.Replay(Capture);
        Assert.Equal(0, tap.Terminate().ExitCode);

        Assert.Equal(160, Frames(Assert.Single(Sources())));
        Pdns.Run("ingest", Capture, "-q", "-a", _folder.At("ingested.pdns"));
        Assert.Equal(WithoutTimes(_folder.At("ingested.pdns")), WithoutTimes(_folder.Archive));
    }

    [Fact]
    public void An_interface_may_go_down_and_away_and_come_back()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--commit", "1s", "-a", _folder.Archive);
        network.Replay(Capture);
        tap.WaitUntil(() => Sources().Sum(Frames) >= 160, "160 frames");

        network.SetLink(NetworkNamespace.Receiver, "down");
        Thread.Sleep(300); // long enough for a reading to fail, if it does
        network.SetLink(NetworkNamespace.Receiver, "up");
        network.Replay(Capture);
        tap.WaitUntil(() => Sources().Sum(Frames) > 160, "frames behind the interface's return"); // some may pass before it is open again

        network.RemoveCable();
        tap.WaitFor($"{NetworkNamespace.Receiver} is down");
        network.AddCable();
        var before = Sources().Sum(Frames);
        tap.WaitUntil(
            () =>
            {
                network.Replay(Capture);
                return Sources().Sum(Frames) > before + 160;
            },
            "frames from the new interface");
        Assert.Equal(0, tap.Terminate("INT").ExitCode);
        Assert.Contains($"{NetworkNamespace.Receiver} is up again", tap.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public void A_locked_archive_makes_the_commit_wait_and_nothing_is_lost()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--commit", "1s", "-a", _folder.Archive);
        using (new FileStream(Path.Combine(_folder.Archive, "LOCK"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            network.Replay(Capture);
            tap.WaitFor("the commit waits, and the tap goes on");
            tap.Kill("TERM");
            Thread.Sleep(1_000); // it must not give up
            Assert.Empty(Sources());
        }

        Assert.Equal(0, tap.WaitForExit().ExitCode);
        Assert.Equal(160, Frames(Assert.Single(Sources())));
    }

    [Fact]
    public void Every_frame_that_was_sent_was_read_or_is_counted_as_dropped()
    {
        const int times = 100, frames = 172 * times;
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--filter", "", "--buffer", "1", "-a", _folder.Archive);
        tap.Kill("STOP");
        network.Replay(Capture, times);
        tap.Kill("CONT");
        Assert.Equal(0, tap.Terminate().ExitCode);

        var source = Assert.Single(Sources());
        var reason = Assert.Single(source.GetProperty("damage").EnumerateArray()).GetProperty("reason").GetString()!;
        var dropped = long.Parse(DropsOf().Match(reason).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(dropped > 0);
        Assert.Equal(frames, Frames(source) + dropped);
    }

    [Fact]
    public void With_another_user_no_privilege_is_left()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        ExternalProgram.Run("/bin/chmod", ["777", _folder.Path], "");
        using var network = new NetworkNamespace();
        using var tap = RunningTap.Start(network, NetworkNamespace.Receiver, "--user", "nobody", "-a", _folder.Archive);
        network.Replay(Capture);

        foreach (var thread in Directory.GetDirectories($"/proc/{tap.Id}/task"))
        {
            var status = File.ReadAllText(Path.Combine(thread, "status"));
            Assert.Matches(UserLine(), status);
            Assert.Contains("CapPrm:\t0000000000000000", status, StringComparison.Ordinal);
            Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        }

        Assert.Equal(0, tap.Terminate().ExitCode);
        Assert.Equal(160, Frames(Assert.Single(Sources())));
    }

    public static TheoryData<string, string[], int, string> Refusals => new()
    {
        // why                       arguments                                       code   says
        { "no such interface",       ["nosuch"],                                     2,     "there is no interface 'nosuch'; pdns tap --list shows those there are" },
        { "no interface at all",     [],                                             2,     "IFACE is missing" },
        { "the compiler's words",    ["lo", "--filter", "udp prt 53"],               2,     "'udp prt 53' is no filter for lo: can't parse filter expression: syntax error" },
        { "a duration of nothing",   ["lo", "--commit", "0"],                        2,     "'0' is no duration" },
        { "nobody of that name",     ["lo", "--user", "nosuchuser"],                 2,     "there is no user 'nosuchuser'" },
        { "root stays root",         ["lo", "--user", "root"],                       2,     "--user wants another user than root" },
        { "packets into a file",     ["lo", "--write", "/dev/null/packets"],         5,     "/dev/null" },
    };

    [Theory, MemberData(nameof(Refusals))]
    public void What_cannot_be_is_one_sentence(string why, string[] arguments, int code, string sentence)
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        var result = Pdns.Run(["tap", .. arguments, "-q", "-a", _folder.Archive]);

        Assert.True(result.ExitCode == code, $"{why}: {result}");
        Assert.Contains(sentence, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_permission_one_sentence_says_what_to_grant()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        var setpriv = ExternalProgram.Find("setpriv");
        Assert.SkipWhen(setpriv is null, "setpriv (util-linux) is not installed");
        var command = Pdns.Command(["tap", "lo", "-a", _folder.Archive]);

        // Root without the capability is nobody to the kernel.
        var (code, _, errors) = ExternalProgram.Run(setpriv, ["--bounding-set=-net_raw", "--inh-caps=-net_raw", .. command], "");

        Assert.Equal(5, code);
        var grant = Pdns.IsHosted ? "Run as root: it takes the capability CAP_NET_RAW." : "Run as root, or grant it the capability to: sudo setcap cap_net_raw+ep /";
        Assert.Contains($"lo may not be captured on. {grant}", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Archive));
    }

    [Fact]
    public void The_capability_alone_is_enough()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        var setpriv = ExternalProgram.Find("setpriv");
        Assert.SkipWhen(setpriv is null, "setpriv (util-linux) is not installed");
        using var network = new NetworkNamespace();
        string[] onlyRaw = [setpriv, "--bounding-set=-all,+net_raw", "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw"];
        using var tap = RunningTap.StartBy(network, onlyRaw, NetworkNamespace.Receiver, "-a", _folder.Archive);
        network.Replay(Capture);

        Assert.Equal(0, tap.Terminate().ExitCode);
        Assert.Equal(160, Frames(Assert.Single(Sources())));
    }

    [Fact]
    public void Without_libpcap_one_sentence_says_what_to_install()
    {
        Assert.SkipWhen(NetworkNamespace.Missing is not null, NetworkNamespace.Missing ?? "");
        // In a mount namespace of its own an empty file lies over the library.
        var hide = "for f in $(find /usr/lib* -name 'libpcap.so*' -type f); do mount --bind /dev/null \"$f\" || exit 99; done; exec \"$@\"";
        var (code, _, errors) = ExternalProgram.Run(
            "/usr/bin/unshare", ["-m", "/bin/sh", "-c", hide, "sh", .. Pdns.Command(["tap", "--list"])], "");

        Assert.Equal(5, code);
        Assert.Contains("libpcap is missing, which captures packets: install it (Debian and Ubuntu: apt install libpcap0.8", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_interfaces_are_listed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the loopback interface is lo on Linux");
        var result = Pdns.Run("tap", "--list");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.Lines, line => line.TrimEnd() == "lo");
    }

    [GeneratedRegex("^Uid:\t65534\t65534\t65534\t65534$", RegexOptions.Multiline)]
    private static partial Regex UserLine();

    [GeneratedRegex(@"^([0-9,]+) frames dropped \(\1 by the kernel, 0 by the interface, 0 by pdns\)$")]
    private static partial Regex DropsOf();

    private static bool IsClosed(JsonElement source) => !source.GetProperty("path").GetString()!.Contains("not closed", StringComparison.Ordinal);

    private static long Frames(JsonElement source) => source.GetProperty("frames_read").GetInt64();

    private List<JsonElement> Sources() =>
        Directory.Exists(_folder.Archive) && InProcess.Run("sources", "--format", "jsonl", "-a", _folder.Archive) is { ExitCode: 0 } result
            ? [.. result.Lines.Select(line => JsonDocument.Parse(line).RootElement)]
            : [];

    /// <summary>Each RRset of an archive with its count.</summary>
    private static List<string> WithoutTimes(string archive) =>
        [.. InProcess.Run("export", "--all", "-a", archive).Lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(set => $"{set.GetProperty("rrname")} {set.GetProperty("rrtype")} {set.GetProperty("rdata")} {set.GetProperty("count")}")];
}
