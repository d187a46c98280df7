using System.Text;
using System.Text.Json;
using PassiveDns.Formats.Dns;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>All malformed outside captures taken in by one command, and what came of each.</summary>
public sealed class MalformedArchive : IDisposable
{
    private readonly TempFolder _folder = new();

    public MalformedArchive()
    {
        if (Folder is null) return;
        Ingest = Pdns.Run(["ingest", .. Captures, FuzzFolder!, "-a", _folder.Archive]);
        Sources = [.. Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Lines.Select(line => JsonDocument.Parse(line).RootElement)];
        foreach (var line in Pdns.Run("export", "--all", "--format", "jsonl", "-a", _folder.Archive).Lines)
        {
            using var rrset = JsonDocument.Parse(line);
            foreach (var sighting in rrset.RootElement.GetProperty("sightings").EnumerateArray())
            {
                var path = sighting.GetProperty("path").GetString()!;
                if (!Exported.TryGetValue(path, out var records)) Exported[path] = records = [];
                records.UnionWith(Truth.Records(rrset.RootElement));
            }
        }
    }

    /// <summary>The malformed files; null where there are none.</summary>
    public static string? Folder { get; } =
        TestFolders.Shared is { } shared && Directory.Exists(Path.Combine(shared, "malformed")) ? Path.Combine(shared, "malformed") : null;

    /// <summary>Captures whose DNS is malformed; beside each stands a listing of what tshark finds.</summary>
    public static IReadOnlyList<string> Captures => Folder is null ? [] : Files("captures").Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal)).ToList();

    /// <summary>Inputs that crashed or were made to crash other readers; hardly any holds DNS.</summary>
    public static IReadOnlyList<string> Fuzz => Folder is null ? [] : Files("captures-fuzz").ToList();

    public PdnsResult? Ingest { get; }

    public IReadOnlyList<JsonElement> Sources { get; } = [];

    /// <summary>By path.</summary>
    public Dictionary<string, HashSet<TruthRecord>> Exported { get; } = new(StringComparer.Ordinal);

    private static string? FuzzFolder => Folder is null ? null : Path.Combine(Folder, "captures-fuzz");

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(Path.Combine(Folder!, folder)).Order(StringComparer.Ordinal);
}

/// <summary>Malformed and hostile captures: no crash, every frame counted, every file accounted for, and the records that tshark finds.</summary>
public sealed class MalformedTests(MalformedArchive archive) : IClassFixture<MalformedArchive>
{
    /// <summary>Files of which our records are not tshark's, and why.</summary>
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["Malcolm-PCAP__cve-2020-1350.pcap"] = "the signer of a SIG record is a compression pointer (SIGRed), which we follow; the listing has the octets of the pointer",
        ["Malcolm-PCAP__dns_variant_2.pcap"] = "a CNAME's name does not end within its rdata: tshark calls it too long, we keep the octets",
        ["nDPI__fuzz-2006-06-26-2594.pcap"] = "tshark shows octets above 127 as U+FFFD; of a name with a label of a reserved kind we keep the octets",
        ["zeek__dns-edns-bad-length.pcap"] = "tshark stops at an OPT record whose option is longer than itself; the record behind it is whole",
    };

    [Fact]
    public void One_command_takes_them_all_and_says_3()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);

        Assert.Equal(3, archive.Ingest!.ExitCode);
        Assert.DoesNotContain("   at PassiveDns", archive.Ingest.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_is_a_source_or_known_or_refused_with_one_sentence()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);
        var sources = archive.Sources.Select(source => source.GetProperty("path").GetString()!).ToHashSet(StringComparer.Ordinal);
        var known = archive.Ingest!.Output.Split('\n').Where(line => line.Contains(": already in the archive", StringComparison.Ordinal)).Select(line => line.Split(": already")[0]);
        var sentences = archive.Ingest.Errors.TrimEnd('\n').Split('\n');
        var refused = sentences.Where(sentence => !sentence.EndsWith("What could be read is kept.", StringComparison.Ordinal)).ToList();

        foreach (var file in MalformedArchive.Captures.Concat(MalformedArchive.Fuzz))
        {
            var times = (sources.Contains(file) ? 1 : 0) + known.Count(path => path == file)
                + refused.Count(sentence => sentence.StartsWith(file + ", octet ", StringComparison.Ordinal) || sentence.StartsWith(file + ": ", StringComparison.Ordinal));
            Assert.True(times == 1, $"{file} is accounted for {times} times");
        }

        Assert.All(sentences, sentence => Assert.StartsWith(MalformedArchive.Folder!, sentence, StringComparison.Ordinal));
        Assert.Equal(MalformedArchive.Captures.Count + MalformedArchive.Fuzz.Count, sources.Count + known.Count() + refused.Count);
    }

    [Fact]
    public void Every_frame_is_counted_once()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);

        Assert.All(archive.Sources, source => Assert.Equal(
            source.GetProperty("frames_read").GetInt64(), source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64())));
    }

    [Fact]
    public void Damage_is_recorded_with_the_source_and_said()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);

        foreach (var source in archive.Sources)
        {
            foreach (var damage in source.GetProperty("damage").EnumerateArray())
            {
                var sentence = $"{source.GetProperty("path").GetString()}, octet {damage.GetProperty("offset").GetInt64()}: {damage.GetProperty("reason").GetString()}.";
                Assert.Contains(sentence, archive.Ingest!.Errors, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Captures_hold_what_tshark_found_in_them()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);

        Compare(MalformedArchive.Captures.Select(file => (file, file + ".truth.tsv")));
    }

    [Fact]
    public void Fuzz_inputs_hold_what_tshark_finds_in_them()
    {
        var (python, tshark) = (ExternalProgram.Find("python3"), ExternalProgram.Find("tshark"));
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);
        Assert.SkipWhen(python is null || tshark is null, "python3 or tshark is not installed");
        using var listings = new TempFolder();
        var script = Path.Combine(TestFolders.Shared!, "captures", "truth.py");
        var files = MalformedArchive.Fuzz.Where(MayHoldPort53).Select(file => (File: file, Listing: listings.At(Path.GetFileName(file) + ".tsv"))).ToList();

        Parallel.ForEach(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, file =>
        {
            var (exitCode, _, errors) = ExternalProgram.Run(python, [script, file.File, file.Listing], "");
            Assert.True(exitCode == 0, $"{file.File}: {errors}");
        });

        Compare(files);
        Assert.All(MalformedArchive.Fuzz.Except(files.Select(file => file.File)), file => Assert.DoesNotContain(file, archive.Exported.Keys));
    }

    /// <summary>Whole messages off the wire, each in a datagram of its own.</summary>
    [Fact]
    public void Malformed_messages_in_datagrams_are_counted_and_kept_as_far_as_they_go()
    {
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);
        var capture = new PcapBuilder();
        var messages = Messages();
        foreach (var message in messages)
            capture.Add(1_700_000_000_000_000_000, FrameBuilder.Ethernet(FrameBuilder.IPv4("192.0.2.53", "198.51.100.1", 17, FrameBuilder.Udp(53, 40_000, message))));
        using var folder = new TempFolder();

        var ingest = Pdns.Run("ingest", folder.Write("messages.pcap", capture.ToArray()), "-a", folder.Archive);

        Assert.True(ingest.ExitCode == 0, $"{ingest}");
        var source = JsonDocument.Parse(Assert.Single(Pdns.Run("sources", "--format", "jsonl", "-a", folder.Archive).Lines)).RootElement;
        Assert.Equal(messages.Count, source.GetProperty("frames_read").GetInt64());
        Assert.Equal(messages.Count, source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
        Assert.Equal(messages.Count, source.GetProperty("messages").EnumerateObject().Sum(outcome => outcome.Value.GetInt64()));
        Assert.Equal(0, Pdns.Run("verify", "-a", folder.Archive).ExitCode);
    }

    /// <summary>Where dnspython reads a message to its end, so do we, and find as many records.</summary>
    [Fact]
    public void Malformed_messages_that_dnspython_reads_have_as_many_records()
    {
        const string script = """
            import sys, dns.message
            for line in sys.stdin:
                try:
                    m = dns.message.from_wire(bytes.fromhex(line), ignore_trailing=True, one_rr_per_rrset=True)
                    records = sum(len(section) for section in m.sections[1:])
                    print(records + (m.opt is not None) + (m.tsig is not None))
                except Exception as e:
                    print("!" + type(e).__name__)
            """;
        var python = ExternalProgram.Find("python3");
        Assert.SkipWhen(MalformedArchive.Folder is null, TestFolders.SharedMissing);
        Assert.SkipUnless(python is not null && ExternalProgram.Run(python, ["-c", "import dns.message"], "").ExitCode == 0, "dnspython (Debian package python3-dnspython) is not installed");
        var messages = Messages();

        var (exitCode, output, errors) = ExternalProgram.Run(python, ["-c", script], string.Concat(messages.Select(message => Hex.Text(message) + "\n")));

        Assert.True(exitCode == 0, errors);
        var theirs = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(messages.Count, theirs.Length);
        var read = messages.Zip(theirs).Where(pair => !pair.Second.StartsWith('!')).ToList();
        Assert.True(read.Count > 100, $"dnspython reads {read.Count}");
        Assert.All(read, pair => Assert.Equal(pair.Second, Count(pair.First)));
    }

    private static List<byte[]> Messages() =>
        [.. Directory.GetFiles(Path.Combine(MalformedArchive.Folder!, "dns-messages"), "message-*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>The records of a message as a number; its fault where it has one.</summary>
    private static string Count(byte[] message)
    {
        var reader = new DnsMessageReader(message);
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        while (reader.TryReadQuestion(name, out _))
        {
        }

        var records = 0;
        while (reader.TryReadRecord(name, out _)) records++;
        return reader.Fault.Kind == WireFaultKind.None ? $"{records}" : $"{reader.Fault.Kind} after {records}";
    }

    /// <summary>No header of UDP or TCP names the port without these octets. (None of the files is compressed.)</summary>
    private static bool MayHoldPort53(string file) => File.ReadAllBytes(file).AsSpan().IndexOf([(byte)0, (byte)53]) >= 0;

    /// <summary>Each file's records are those of its listing, or the difference is explained; and what is explained is still so.</summary>
    private void Compare(IEnumerable<(string File, string Listing)> files)
    {
        var report = new StringBuilder();
        foreach (var (file, listing) in files)
        {
            var expected = Truth.ReadListing(listing).Where(line => line.IsObservation).Select(Truth.Record).ToHashSet();
            var exported = archive.Exported.GetValueOrDefault(file) ?? [];
            var (missing, ours) = (expected.Except(exported).ToList(), exported.Except(expected).ToList());
            var explained = Explained.TryGetValue(Path.GetFileName(file), out var why);
            if (missing.Count + ours.Count == 0 && explained) report.AppendLine($"{Path.GetFileName(file)}: nothing differs any more by reason of: {why}");
            if (missing.Count + ours.Count == 0 || explained) continue;
            report.AppendLine($"{Path.GetFileName(file)}: {missing.Count} of {expected.Count} are missing: {string.Join("; ", missing.Take(4))}");
            report.AppendLine($"    {ours.Count} are ours alone: {string.Join("; ", ours.Take(4))}");
        }

        Assert.True(report.Length == 0, $"{report}");
    }
}
