using System.Security.Cryptography;
using System.Text.Json;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary><c>pdns evidence --pcap</c> and <c>--frames</c>: the packets that prove a row, and the numbers of its frames.</summary>
public sealed class EvidenceCutTests : IDisposable
{
    private const string Name = "proof.example.";
    private const string ClientsNote = "They are the evidence itself, and so hold addresses of clients.";

    private readonly TempFolder _folder = new();

    private string Out => _folder.At("proof.pcapng");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Captures => new()
    {
        { "resolver-clients-day1-sll2.pcap.gz", "gzip, Linux cooked" },
        { "resolver-clients-day2.pcapng.zst", "pcapng through zstd" },
        { "resolver-upstream-day2-nanoseconds.pcap", "nanoseconds, fragments, TCP" },
        { "resolver-upstream-day8-two-interfaces.pcapng", "two interfaces" },
        { "zone-transfer-day8-sll.pcap", "a transfer over TCP, whose messages begin inside segments" },
        { "captures/tcp-pipelined-sll.pcap.gz", "queries over TCP that do not wait for their responses" },
        { "captures/tcp-300-messages.pcapng", "many messages in one connection" },
        { "captures/tcp-gap-in-stream.pcap", "a hole in a stream" },
        { "captures/tcp-no-syn.pcap", "a stream without beginning" },
        { "captures/frag-ipv6-tcp-ecs.pcap", "fragments of IPv6" },
        { "captures/derived-frag-out-of-order.pcap", "fragments that change places" },
        { "captures/icmp-and-duplicates.pcap", "repeats" },
    };

    /// <summary>
    /// The cut, ingested by itself, gives the rows that the original gave for the name, and as many frames are found as were counted. Names
    /// are taken from all over the capture.
    /// </summary>
    [Theory, MemberData(nameof(Captures))]
    public void A_cut_gives_the_same_rows_as_the_original(string name, string why)
    {
        var capture = PathOf(name);
        var before = HashOf(capture);
        Assert.NotEmpty(why);
        Ingest(capture, _folder.Archive);
        var rows = Rows(_folder.Archive);
        var owners = rows.Select(group => group.Key).Where(owner => owner.Length > 1 && !owner.Contains('\\', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(owners);

        foreach (var owner in new[] { owners[owners.Count / 3], owners[^1] }.Distinct())
        {
            File.Delete(Out);
            var result = Pdns.Run("evidence", owner, "--all", "--frames", "--pcap", Out, "-a", _folder.Archive);
            Assert.Equal(0, result.ExitCode);
            Assert.DoesNotContain("found again", result.Output, StringComparison.Ordinal); // said where the numbers differ
            Assert.Contains(ClientsNote, result.Errors, StringComparison.Ordinal);

            var cutArchive = _folder.At("cut.pdns");
            if (Directory.Exists(cutArchive)) Directory.Delete(cutArchive, recursive: true);
            Ingest(Out, cutArchive);
            Assert.Equal(rows[owner], Rows(cutArchive)[owner]);
        }

        Assert.Equal(before, HashOf(capture));
    }

    [Fact]
    public void Packets_keep_their_octets_times_and_lengths_and_name_their_source()
    {
        var frames = Frames();
        var first = new PcapBuilder(nanoseconds: true, snapLength: 1_000);
        for (var i = 0; i < frames.Length; i++) first.Add(1_700_000_000_123_456_789 + i, frames[i], (uint)frames[i].Length + 9);
        var one = _folder.Write("one.pcap", first.ToArray());
        var two = _folder.Write("two.pcap", new PcapBuilder(LinkType.Raw).Add(5_000, frames[0].AsSpan(14)).Add(6_000, frames[1].AsSpan(14)).ToArray());
        Ingest(one, _folder.Archive);
        Ingest(two, _folder.Archive);

        var result = Pdns.Run("evidence", Name + "/A", "--frames", "--pcap", Out, "-a", _folder.Archive);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("    frame 2", result.Lines);
        Assert.StartsWith($"4 packets of 2 sources written to {Out}. {ClientsNote}\n", result.Errors, StringComparison.Ordinal);
        using var file = File.OpenRead(Out);
        using var reader = new PcapngReader(file);
        var read = new List<(long, LinkType, uint, uint, string)>();
        while (reader.TryRead(out var frame))
            read.Add((frame.TimeNanoseconds, frame.LinkType, frame.SnapLength, frame.OriginalLength, Hex.Text(frame.Octets)));
        Assert.Equal(
            [
                (1_700_000_000_123_456_789, LinkType.Ethernet, 1_000u, (uint)frames[0].Length + 9, Hex.Text(frames[0])),
                (1_700_000_000_123_456_790, LinkType.Ethernet, 1_000u, (uint)frames[1].Length + 9, Hex.Text(frames[1])),
                (5_000, LinkType.Raw, 262_144u, (uint)frames[0].Length - 14, Hex.Text(frames[0].AsSpan(14))),
                (6_000, LinkType.Raw, 262_144u, (uint)frames[1].Length - 14, Hex.Text(frames[1].AsSpan(14))),
            ],
            read);
        var text = System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Out));
        Assert.Contains($"{one}, SHA-256 {HashOf(one)}", text, StringComparison.Ordinal);
        Assert.Contains($"{two}, SHA-256 {HashOf(two)}", text, StringComparison.Ordinal);
        Assert.Contains("frame 2 of two.pcap", text, StringComparison.Ordinal);
        Assert.Contains("pdns ", text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, ".pdns-*"));
    }

    /// <summary>Before 1970, and before all that nanoseconds reach: interfaces may count from there.</summary>
    [Theory]
    [InlineData(-1_000)]
    [InlineData(long.MinValue)]
    public void Times_before_1970_are_cut_too(long offsetSeconds)
    {
        var builder = new PcapngBuilder().Section().Interface(timeResolution: 9, timeOffsetSeconds: offsetSeconds);
        foreach (var frame in Frames()) builder.Enhanced(0, 5, frame);
        Ingest(_folder.Write("early.pcapng", builder.ToArray()), _folder.Archive);

        Assert.Equal(0, Pdns.Run("evidence", Name, "--all", "--pcap", Out, "-a", _folder.Archive).ExitCode);
        using var file = File.OpenRead(Out);
        using var reader = new PcapngReader(file);
        Assert.True(reader.TryRead(out var first));
        Assert.Equal(Math.Max(offsetSeconds, -9_223_372_036) * 1_000_000_000 + (offsetSeconds == -1_000 ? 5 : 0), first.TimeNanoseconds);
    }

    [Fact]
    public void The_program_that_reads_captures_everywhere_reads_the_cut()
    {
        var capinfos = ExternalProgram.Find("capinfos");
        Assert.SkipWhen(capinfos is null, "capinfos is not installed");
        var capture = IngestTap();
        Assert.Equal(0, Pdns.Run("evidence", Name, "--pcap", Out, "-a", _folder.Archive).ExitCode);

        var (code, output, errors) = ExternalProgram.Run(capinfos, [Out], "");

        Assert.True(code == 0, errors);
        Assert.Matches(@"Number of packets: +2\b", output);
        Assert.Contains(HashOf(capture), output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_goes_to_standard_output_without_the_list()
    {
        IngestTap();
        Assert.Equal(0, Pdns.Run("evidence", Name, "--pcap", Out, "-a", _folder.Archive).ExitCode);

        using var process = Pdns.Start(["evidence", Name, "--frames", "--pcap", "-", "-a", _folder.Archive]);
        var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(File.ReadAllBytes(Out), output.ToArray());
        Assert.Contains("2 packets of 1 source written to standard output.", errors, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "exists", "a file of that name exists already" },
        { "folder", "a file of that name exists already" },
        { "original", "that is the path of an original, and originals are never written" },
        { "original, spelt otherwise", "that is the path of an original, and originals are never written" },
        { "original, gone", "that is the path of an original, and originals are never written" },
        { "link to original", "a file of that name exists already" },
        { "hard link to original", "a file of that name exists already" },
        { "link to nothing", "a file of that name exists already" },
        { "no folder", "there is no such folder" },
    };

    /// <summary>Nothing that is there is written over, and originals least of all.</summary>
    [Theory, MemberData(nameof(Refusals))]
    public void A_destination_that_is_there_is_refused(string what, string sentence)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var capture = IngestTap();
        var before = File.ReadAllBytes(capture);
        var destination = what switch
        {
            "exists" => _folder.Write("taken", [1]),
            "folder" => Directory.CreateDirectory(_folder.At("sub")).FullName,
            "original" or "original, gone" => capture,
            "original, spelt otherwise" => Path.Combine(_folder.Path, "x", "..", ".", "tap.pcap"),
            "link to original" => File.CreateSymbolicLink(_folder.At("link"), capture).FullName,
            "hard link to original" => HardLink(capture),
            "link to nothing" => File.CreateSymbolicLink(_folder.At("link"), _folder.At("nothing")).FullName,
            _ => _folder.At("missing/proof.pcapng"),
        };
        if (what == "original, gone") File.Delete(capture);

        var result = Pdns.Run("evidence", Name, "--pcap", destination, "-a", _folder.Archive);

        Assert.Equal(5, result.ExitCode);
        Assert.Contains(sentence, Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("nothing")));
        if (what == "original, gone") Assert.False(File.Exists(capture));
        else Assert.Equal(before, File.ReadAllBytes(capture));
    }

    [Fact]
    public void A_file_that_gets_too_long_is_one_sentence_and_leaves_nothing_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the limit is set by a Unix shell");
        Ingest(PathOf("resolver-upstream-day1.pcap"), _folder.Archive);

        var script = $"trap '' XFSZ; ulimit -f 1; {Pdns.InShell} evidence bookshop.example --pcap '{Out}' -a '{_folder.Archive}'";
        var (code, _, errors) = ExternalProgram.Run("/bin/sh", ["-c", script], "", ("DOTNET_EnableDiagnostics", "0"), ("DOTNET_EnableWriteXorExecute", "0"));

        Assert.Equal((5, $"pdns evidence: {Out}: it would be longer than the file system or a limit allows\n"), (code, errors));
        Assert.False(File.Exists(Out));
        Assert.Empty(Directory.GetFiles(_folder.Path, ".pdns-*"));
    }

    /// <summary>The packets of the others are cut all the same; without any there is no file.</summary>
    [Fact]
    public void Sources_that_are_gone_or_changed_are_left_out()
    {
        var capture = IngestTap();
        var other = _folder.Write("other.pcap", [.. Capture(), .. new byte[16]]); // an empty record more
        Ingest(other, _folder.Archive);
        var octets = File.ReadAllBytes(capture);
        octets[^1] ^= 1;
        File.WriteAllBytes(capture, octets);

        var result = Pdns.Run("evidence", Name, "--pcap", Out, "-a", _folder.Archive);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{capture}: the file has changed since it was ingested. Its packets are left out; its SHA-256 was ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("2 packets of 1 source written to", result.Errors, StringComparison.Ordinal);

        File.Delete(Out);
        File.Delete(other);
        result = Pdns.Run("evidence", Name, "--pcap", Out, "-a", _folder.Archive);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"{other}: there is no such file any more. Its packets are left out", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"{Out}: not written, since there are no packets for it", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
    }

    [Theory]
    [InlineData("tap.pcap", "under its own name")]
    [InlineData("0001.bin", "under another name")]
    public void An_original_that_has_moved_is_found_by_length_and_hash(string newName, string why)
    {
        Assert.NotEmpty(why);
        var capture = IngestTap();
        var octets = File.ReadAllBytes(capture);
        var vault = Directory.CreateDirectory(_folder.At("vault/2026")).FullName;
        File.Move(capture, Path.Combine(vault, newName));
        octets[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(vault, "0000.pcap"), octets); // of the same length

        var result = Pdns.Run("evidence", Name, "-m", "--pcap", Out, "--originals", _folder.At("vault"), "-a", _folder.Archive);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"{capture}: read from {Path.Combine(vault, newName)}, which has the same SHA-256", result.Errors, StringComparison.Ordinal);
        Assert.Contains("2 packets of 1 source", result.Errors, StringComparison.Ordinal);
        Assert.Contains("QUESTION", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_through_standard_input_is_found_where_it_was_kept()
    {
        Assert.Equal(0, Pdns.Run(["ingest", "-", "-q", "-a", _folder.Archive], new MemoryStream(Capture())).ExitCode);
        var empty = Directory.CreateDirectory(_folder.At("empty")).FullName;
        var missing = Pdns.Run("evidence", Name, "--frames", "--originals", empty, "-a", _folder.Archive);
        Assert.Equal(3, missing.ExitCode);
        Assert.StartsWith("-: it came through standard input and has no path. Its frames are left out; its SHA-256 was ", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("No file below the folders of --originals has that.", missing.Errors, StringComparison.Ordinal);

        var kept = Directory.CreateDirectory(_folder.At("kept")).FullName;
        File.WriteAllBytes(Path.Combine(kept, "kept.pcap"), Capture());
        var result = Pdns.Run("evidence", Name, "--frames", "--originals", empty, "--originals", kept, "-a", _folder.Archive);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("    frame 2", result.Lines);
    }

    [Fact]
    public void A_folder_of_originals_that_does_not_exist_is_wrong_usage()
    {
        IngestTap();

        var result = Pdns.Run("evidence", Name, "-m", "--originals", _folder.At("nowhere"), "-a", _folder.Archive);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no folder", result.Errors, StringComparison.Ordinal);
    }

    private static string PathOf(string name)
    {
        if (!name.Contains('/', StringComparison.Ordinal)) return Path.Combine(TestFolders.TestData, "captures", name);
        Assert.SkipWhen(TestFolders.Shared is null, TestFolders.SharedMissing);
        return Path.Combine(TestFolders.Shared, name);
    }

    /// <summary>All there is about each name but what names the source.</summary>
    private static ILookup<string, string> Rows(string archive) => Pdns.Run("export", "--all", "--format", "jsonl", "-a", archive).Lines
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToLookup(row => row.GetProperty("rrname").GetString()!, Row);

    private static string Row(JsonElement row) =>
        string.Join(' ', new[] { "rrtype", "rdata", "time_first", "time_last", "count" }.Select(field => row.GetProperty(field).ToString()))
        + string.Concat(row.GetProperty("sightings").EnumerateArray().Select(sighting =>
            $" {sighting.GetProperty("status")} {sighting.GetProperty("vantage")} {sighting.GetProperty("count")} {sighting.GetProperty("ttl_min")}"));

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static void Ingest(string capture, string archive) =>
        Assert.Contains(Pdns.Run("ingest", capture, "-q", "--no-index", "-a", archive).ExitCode, new[] { 0, 3 });

    private string HardLink(string capture)
    {
        var link = _folder.At("hard");
        Assert.Equal(0, ExternalProgram.Run("/bin/ln", [capture, link], "").ExitCode);
        return link;
    }

    private string IngestTap()
    {
        var capture = _folder.Write("tap.pcap", Capture());
        Ingest(capture, _folder.Archive);
        return capture;
    }

    private static byte[] Capture()
    {
        var builder = new PcapBuilder();
        foreach (var frame in Frames()) builder.Add(1_700_000_000_000_000_000, frame);
        return builder.ToArray();
    }

    /// <summary>A query and its response, and a query that has nothing to do with it.</summary>
    private static byte[][] Frames() =>
    [
        FrameBuilder.Ethernet(FrameBuilder.IPv4(
            "192.0.2.9", "198.51.100.53", 17, FrameBuilder.Udp(40_000, 53, DnsMessageBuilder.Query(7, Name).ToArray()))),
        FrameBuilder.Ethernet(FrameBuilder.IPv4(
            "198.51.100.53", "192.0.2.9", 17, FrameBuilder.Udp(53, 40_000, DnsMessageBuilder.Response(7, Name).Answer(Name, RRType.A, "c0000201").ToArray()))),
        FrameBuilder.Ethernet(FrameBuilder.IPv4(
            "192.0.2.9", "198.51.100.53", 17, FrameBuilder.Udp(40_001, 53, DnsMessageBuilder.Query(8, "other.example.").ToArray()))),
    ];
}
