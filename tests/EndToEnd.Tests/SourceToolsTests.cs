using System.Text.Json;
using System.Text.RegularExpressions;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Catalog;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>sources remove, rollup and compact, on archives of the repository's own captures.</summary>
public sealed class SourceToolsTests : IDisposable
{
    private const string BeforeDay8 = "2026-11-20";

    private static readonly string[] Captures =
        [.. Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")).Order(StringComparer.Ordinal)];

    private readonly TempFolder _folder = new();

    private string Archive => _folder.Archive;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Removed_sources_leave_no_trace_but_in_the_log()
    {
        Ingest(Archive, Captures);
        Ingest(_folder.At("without.pdns"), Captures[2..]);
        var generation = Generation();

        var planned = InProcess.Run("sources", "remove", Sha256(Captures[0])[..8].ToUpperInvariant(), Captures[1], "--dry-run", "-a", Archive);
        Assert.True(planned.ExitCode == 0, $"{planned}");
        Assert.Contains("2 sources would be removed, and written anew: ", planned.Output, StringComparison.Ordinal);
        Assert.Equal((7, generation), (InProcess.Do("sources", "--format", "jsonl", "-a", Archive).Split('\n').Length - 1, Generation()));

        var done = InProcess.Do("sources", "remove", Sha256(Captures[0])[..8], Captures[1], "-a", Archive);

        Assert.Contains("2 sources removed, and written anew: ", done, StringComparison.Ordinal);
        Assert.Equal(generation + 1, Generation());
        foreach (var format in new[] { "cof", "jsonl", "csv" }) Assert.Equal(Export(_folder.At("without.pdns"), format), Export(Archive, format));
        Assert.EndsWith("sound\n", InProcess.Do("verify", "-a", Archive), StringComparison.Ordinal);
        Assert.Equal([(IngestOutcome.Removed, Captures[0], generation + 1), (IngestOutcome.Removed, Captures[1], generation + 1)],
            Log().TakeLast(2).Select(entry => (entry.Attempt.Outcome, entry.Attempt.Path, entry.Attempt.Generation)));
        Assert.Contains("2 sources ingested, 5 already known", InProcess.Do(["ingest", .. Captures, "-a", Archive]), StringComparison.Ordinal);
    }

    public static TheoryData<string, string[], string> NoSources => new()
    {
        // why                                  named beside a good one                    the sentence says
        { "nothing of that name",               ["no-such.pcap"],                          "'no-such.pcap' is no source of " },
        { "too few digits",                     ["SHA:5"],                                 "is no source of " },
        { "digits of none",                     ["ffffffffffff"],                          "'ffffffffffff' is no source of " },
        { "a path that two sources have",       ["DOUBLE"],                                "double.pcap' means 2 sources: write more digits of one SHA-256, " },
        { "a part of a rollup",                 ["PART"],                                  "is part of a rollup of 2 sources, 2026-11-16T18:57:50Z .. 2026-11-16T18:57:53Z: only the rollup as a whole" },
        { "nothing",                            [""],                                      "'' is no source of " },
    };

    [Theory, MemberData(nameof(NoSources))]
    public void A_name_that_means_no_single_source_removes_nothing(string why, string[] names, string sentence)
    {
        var twice = _folder.At("double.pcap");
        foreach (var capture in new[] { Captures[1], Captures[2] })
        {
            File.Copy(capture, twice, overwrite: true);
            Ingest(Archive, [twice]);
        }

        string[] day1 = [.. Captures.Where(capture => capture.Contains("day1", StringComparison.Ordinal))];
        Ingest(Archive, [.. day1, Captures[^1]]);
        InProcess.Do("rollup", "--before", "2026-11-17", "-a", Archive);
        var before = Export(Archive, "jsonl");
        var named = names.Select(name => name.Replace("DOUBLE", twice, StringComparison.Ordinal).Replace("PART", day1[0], StringComparison.Ordinal)
            .Replace("SHA:5", Sha256(Captures[^1])[..5], StringComparison.Ordinal));

        foreach (var option in new[] { "--no-index", "--dry-run" })
        {
            var result = InProcess.Run(["sources", "remove", Captures[^1], .. named, option, "-a", Archive]);

            Assert.True(result.ExitCode == 2, $"{why}: {result}");
            Assert.Equal("", result.Output);
            Assert.StartsWith("pdns sources remove: ", Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
            Assert.Contains(sentence, result.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(before, Export(Archive, "jsonl"));
    }

    [Fact]
    public void The_archive_may_be_named_before_or_after_remove()
    {
        Ingest(Archive, Captures[..2]);

        InProcess.Do("sources", "-a", Archive, "remove", Captures[0]);
        InProcess.Do("sources", "remove", "-a", Archive, Captures[1]);

        Assert.Equal("", InProcess.Do("sources", "--format", "jsonl", "-a", Archive));
    }

    [Fact]
    public void A_rollup_stands_for_its_sources()
    {
        Ingest(Archive, Captures);
        var (rrsets, generation) = (WithoutSources(Export(Archive, "cof")), Generation());

        Assert.Contains("4 sources would be rolled up", InProcess.Do("rollup", "--before", BeforeDay8, "--dry-run", "-a", Archive), StringComparison.Ordinal);
        Assert.Equal(generation, Generation());
        Assert.Contains("4 sources rolled up", InProcess.Do("rollup", "--before", BeforeDay8, "-a", Archive), StringComparison.Ordinal);

        Assert.Equal((rrsets, generation + 1), (WithoutSources(Export(Archive, "cof")), Generation()));
        var rollup = InProcess.Do("sources", "--format", "jsonl", "-a", Archive).Split('\n').Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement).Single(source => source.TryGetProperty("parts", out _));
        Assert.Equal("rollup of 4 sources, 2026-11-16T18:57:50Z .. 2026-11-17T18:58:49Z", rollup.GetProperty("path").GetString());
        Assert.Equal(527 + 136 + 334 + 222, rollup.GetProperty("frames_read").GetInt64());
        Assert.Equal(Captures.Where(capture => !capture.Contains("day8", StringComparison.Ordinal)),
            rollup.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        var entry = Log()[^1].Attempt;
        Assert.Equal((IngestOutcome.RolledUp, "It stands for 4 sources.", "--before 2026-11-20T00:00:00Z"), (entry.Outcome, entry.Remark, entry.Options));
        Assert.EndsWith("sound\n", InProcess.Do("verify", "-a", Archive), StringComparison.Ordinal);
        Assert.StartsWith("nothing to do: ", InProcess.Do("rollup", "--before", BeforeDay8, "-a", Archive), StringComparison.Ordinal);
    }

    [Fact]
    public void Evidence_names_a_rollup_and_its_parts()
    {
        Ingest(Archive, Captures);
        InProcess.Do("rollup", "--before", BeforeDay8, "-a", Archive);

        var evidence = InProcess.Do("evidence", "parcel-tracking.example/NS", "-a", Archive);
        var messages = InProcess.Run("evidence", "parcel-tracking.example/NS", "-m", "-a", Archive);
        var sightings = InProcess.Do("lookup", "parcel-tracking.example", "--format", "jsonl", "-a", Archive).Split('\n').Where(line => line.Length > 0)
            .SelectMany(line => JsonDocument.Parse(line).RootElement.GetProperty("sightings").EnumerateArray()).ToList();

        Assert.Contains("\n  rollup of 4 sources, 2026-11-16T18:57:50Z .. 2026-11-17T18:58:49Z, ", evidence, StringComparison.Ordinal);
        Assert.Contains($"    in one of: {Sha256(Captures[0])}  {Captures[0]}\n", evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("frame 0", evidence, StringComparison.Ordinal);
        Assert.Equal(3, messages.ExitCode);
        Assert.Contains("which source and frame prove it is not known any more. Its messages are left out.", messages.Errors, StringComparison.Ordinal);
        Assert.All(sightings, sighting => Assert.Equal(
            sighting.GetProperty("path").GetString()!.StartsWith("rollup", StringComparison.Ordinal), sighting.GetProperty("frame_first").ValueKind == JsonValueKind.Null));
        Assert.Contains(sightings, sighting => sighting.GetProperty("frame_first").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void What_is_part_of_a_rollup_is_known_and_is_not_merged_in_again()
    {
        Ingest(Archive, Captures);
        InProcess.Do("rollup", "--before", BeforeDay8, "-a", Archive);
        var before = Export(Archive, "jsonl");

        var again = InProcess.Do(["ingest", .. Captures, "-a", Archive]);

        Assert.Contains($"{Captures[0]}: already in the archive, as part of rollup of 4 sources, ", again, StringComparison.Ordinal);
        Assert.Contains("0 sources ingested, 7 already known", again, StringComparison.Ordinal);
        Assert.Equal(before, Export(Archive, "jsonl"));
        Ingest(_folder.At("apart.pdns"), Captures[..1]);
        var merge = InProcess.Run("merge", Archive, _folder.At("apart.pdns"), "-a", _folder.At("out.pdns"));
        Assert.Equal((4, ""), (merge.ExitCode, merge.Output));
        Assert.Contains("it would count twice", Assert.Single(merge.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("out.pdns")));
    }

    [Fact]
    public void Compaction_leaves_one_run_and_every_answer()
    {
        foreach (var capture in Captures) Ingest(Archive, [capture]);
        var (export, lookup) = (Export(Archive, "jsonl"), InProcess.Do("lookup", "203.0.113.0/24", "-a", Archive));
        Assert.StartsWith("nothing to do: 7 runs\n", InProcess.Do("compact", "--tiers", "-a", Archive), StringComparison.Ordinal);

        var done = InProcess.Do("compact", "-a", Archive).TrimEnd('\n').Split('\n');

        Assert.Matches(@"^7 runs, [\d,]+ RRsets, [\d.]+ kB into one of [\d,]+ RRsets, [\d.]+ kB, in .* RRsets/s$", done[0]);
        Assert.Equal(["1 run", "each octet written 2.0 times so far"], done[1..]);
        Assert.Equal((export, lookup), (Export(Archive, "jsonl"), InProcess.Do("lookup", "203.0.113.0/24", "-a", Archive)));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(Archive, "runs")).Length);
        Assert.StartsWith("nothing to do: 1 run\n", InProcess.Do("compact", "-a", Archive), StringComparison.Ordinal);
        Assert.EndsWith("sound\n", InProcess.Do("verify", "-a", Archive), StringComparison.Ordinal);
    }

    /// <summary>Each an ingest of its own, as of a tap that writes a file a minute.</summary>
    [Fact]
    public void Many_small_ingests_leave_few_runs()
    {
        var capture = File.ReadAllBytes(Captures.Single(path => path.EndsWith("day8.pcap", StringComparison.Ordinal)));
        for (var i = 0; i < 18; i++)
        {
            capture[24] = (byte)i; // a second in the first record's time: another file
            Ingest(Archive, [_folder.Write($"{i}.pcap", capture)]);
            Assert.InRange(Directory.GetFiles(Path.Combine(Archive, "runs"), "*.rrset").Length, 1, 8);
        }
    }

    [Fact]
    public void Another_process_may_compact_under_a_reader()
    {
        foreach (var capture in Captures) Ingest(Archive, [capture]);
        var everything = new RRsetQuery { Side = LookupSide.All };
        using var reader = Indexer.Archive.OpenRead(Archive);
        var before = reader.Find(everything).Select(Describe).ToList();
        using var lookup = reader.Find(everything).Select(Describe).GetEnumerator();
        Assert.True(lookup.MoveNext());

        Assert.Equal(0, Pdns.Run("compact", "-a", Archive).ExitCode);

        Assert.Equal(before, reader.Find(everything).Select(Describe));
        var rest = 1;
        while (lookup.MoveNext()) Assert.Equal(before[rest++], lookup.Current);
        Assert.Equal((before.Count, 0), (rest, reader.LostParts.Count));

        static string Describe(RRset rrset) => $"{Convert.ToHexStringLower(rrset.Key)} {rrset.Window} {rrset.Sightings.Count}";
    }

    [Fact]
    public void A_catalog_that_says_other_things_than_the_archive_is_found()
    {
        Ingest(Archive, Captures[..1]);
        Ingest(_folder.At("other.pdns"), Captures[..1].Select(capture =>
        {
            File.Copy(capture, _folder.At("copy.pcap"));
            return _folder.At("copy.pcap");
        }));
        File.Copy(Path.Combine(_folder.At("other.pdns"), "catalog.db"), Path.Combine(Archive, "catalog.db"), overwrite: true);

        var verified = InProcess.Run("verify", "-a", Archive);

        Assert.Equal((4, "damaged"), (verified.ExitCode, verified.Lines[^1]));
        Assert.Contains("has 1 of 1 sources otherwise than the archive", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_come_as_text_of_80_columns_and_as_JSON()
    {
        Ingest(Archive, Captures);

        var text = InProcess.Run("info", "-a", Archive).Lines;
        var json = JsonDocument.Parse(InProcess.Do("info", "--format", "jsonl", "-a", Archive)).RootElement;

        Assert.All(text.Skip(1), line => Assert.InRange(line.Length, 0, 80)); // the first names the folder
        Assert.Contains("runs          1; each octet written 1.0 times so far", text);
        Assert.Contains(text, line => line.StartsWith("run     tier  level  sources", StringComparison.Ordinal));
        var all = Assert.Single(text, line => line.StartsWith("all ", StringComparison.Ordinal));
        Assert.EndsWith("  100.0 %", all, StringComparison.Ordinal);
        Assert.Equal((7, 1.0, 0), (json.GetProperty("sources").GetInt32(), json.GetProperty("write_amplification").GetDouble(), json.GetProperty("runs")[0].GetProperty("tier").GetInt32()));
        Assert.Equal(json.GetProperty("rrsets").GetInt64(), json.GetProperty("types").EnumerateObject().Sum(type => type.Value.GetInt64()));
        Assert.Equal(new FileInfo(Path.Combine(Archive, "MANIFEST.json")).Length, json.GetProperty("components").GetProperty("manifest").GetInt64());
    }

    private static void Ingest(string archive, IEnumerable<string> captures) => InProcess.Do(["ingest", .. captures, "-q", "-a", archive]);

    private static string Export(string archive, string format) => InProcess.Do("export", "--all", "--format", format, "-a", archive);

    /// <summary>COF without the number of sources, in which a rollup counts as one.</summary>
    private static string WithoutSources(string cof) => Regex.Replace(cof, @",""sources"":\d+\}", "}");

    private static string Sha256(string path) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));

    private long Generation()
    {
        using var archive = Indexer.Archive.OpenRead(Archive);
        return archive.Generation;
    }

    private IReadOnlyList<IngestEntry> Log()
    {
        using var archive = Indexer.Archive.OpenRead(Archive);
        return SourceCatalog.Read(archive.Layout, archive.Sources).Ingests;
    }
}
