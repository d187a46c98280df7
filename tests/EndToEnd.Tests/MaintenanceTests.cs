using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>search, merge, verify and info, on archives of the repository's own captures.</summary>
public sealed class MaintenanceTests : IDisposable
{
    private static readonly string[] Captures =
        [.. Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")).Order(StringComparer.Ordinal)];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Overlapping_archives_merge_into_what_one_ingest_gives()
    {
        Ingest("a.pdns", Captures[..4]);
        Ingest("b.pdns", Captures[2..]);
        Ingest("all.pdns", Captures);

        var merged = Pdns.Run("merge", _folder.At("a.pdns"), _folder.At("b.pdns"), "-a", _folder.At("ab.pdns"));
        Pdns.Run("merge", _folder.At("b.pdns"), _folder.At("a.pdns"), "-a", _folder.At("ba.pdns"));

        Assert.True(merged.ExitCode == 0, $"{merged}");
        Assert.Contains("7 sources", merged.Output, StringComparison.Ordinal);
        Assert.Contains("2 sources held more than once", merged.Output, StringComparison.Ordinal);
        Assert.Equal(Export("all.pdns"), Export("ab.pdns"));
        Assert.Equal(Export("all.pdns"), Export("ba.pdns"));
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.At("ab.pdns")).ExitCode);
    }

    [Fact]
    public void A_compaction_that_cannot_be_written_costs_no_source()
    {
        var capture = File.ReadAllBytes(Captures.First(path => path.EndsWith("resolver-clients-day8.pcap", StringComparison.Ordinal)));
        for (var i = 1; i <= 8; i++)
        {
            capture[24] = (byte)i; // the second of the first frame: eight sources
            var path = _folder.Write($"{i}.pcap", capture);
            if (i == 8) break;
            Pdns.Run("ingest", path, "-q", "--no-index", "-a", _folder.At("a.pdns"));
        }

        Directory.CreateDirectory(Path.Combine(_folder.At("a.pdns"), "runs", "000009.rrset")); // what the compaction is to write

        var last = Pdns.Run("ingest", _folder.At("8.pcap"), "-a", _folder.At("a.pdns"));

        Assert.Equal(5, last.ExitCode);
        Assert.Contains("cannot be compacted", last.Errors, StringComparison.Ordinal);
        Assert.Contains("Every source is committed; pdns compact does it later", last.Errors, StringComparison.Ordinal);
        Assert.Equal(8, Pdns.Run("sources", "--format", "jsonl", "-a", _folder.At("a.pdns")).Output.Count(octet => octet == '\n'));
        Directory.Delete(Path.Combine(_folder.At("a.pdns"), "runs", "000009.rrset"));
        Assert.Equal(0, Pdns.Run("compact", "-a", _folder.At("a.pdns")).ExitCode);
        Assert.Equal(0, Pdns.Run("verify", "-a", _folder.At("a.pdns")).ExitCode);
    }

    [Fact]
    public void A_merge_does_not_write_over_an_archive()
    {
        Ingest("a.pdns", Captures[..1]);
        var before = Export("a.pdns");

        Assert.Equal(4, Pdns.Run("merge", _folder.At("a.pdns"), "-a", _folder.At("a.pdns")).ExitCode);
        Assert.Equal(before, Export("a.pdns"));
    }

    public static TheoryData<string, string[], string> Searches => new()
    {
        { "a part", ["harbor-sav"], "harbor-savings.account-verify.example." },
        { "in any letter case", ["HARBOR-SAV"], "harbor-savings.account-verify.example." },
        { "a whole name", ["--glob", "www.*.test."], "www.city-library.test." },
        { "an expression", ["--regex", @"^[a-d]\d[0-9a-f]{2}\.tracking\."], "b920.tracking.account-verify.example." },
        { "a look-alike", ["--fuzzy", "silent-harbour.test"], "silent-harbor.test." },
    };

    [Theory, MemberData(nameof(Searches))]
    public void Names_are_found_by_what_they_look_like(string why, string[] pattern, string expected)
    {
        Ingest("a.pdns", Captures);

        var result = Pdns.Run(["search", .. pattern, "--format", "jsonl", "-a", _folder.At("a.pdns")]);

        Assert.True(result.ExitCode == 0, $"{why}: {result}");
        var found = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var match = Assert.Single(found, name => name.GetProperty("name").GetString() == expected);
        Assert.True(match.GetProperty("rrsets").GetInt64() > 0);
        Assert.Contains(Pdns.Run(["search", .. pattern, "-a", _folder.At("a.pdns")]).Lines, line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_that_is_none_is_wrong_usage()
    {
        Ingest("a.pdns", Captures[..1]);

        var result = Pdns.Run("search", "--regex", "(", "-a", _folder.At("a.pdns"));

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_sound_archive_is_verified_and_described()
    {
        Ingest("a.pdns", Captures);

        var verified = Pdns.Run("verify", "-a", _folder.At("a.pdns"));
        var info = Pdns.Run("info", "-a", _folder.At("a.pdns"));

        Assert.Equal((0, "sound"), (verified.ExitCode, verified.Lines[^1]));
        Assert.Equal(0, info.ExitCode);
        Assert.Contains(info.Lines, line => line is "sources       7");
        Assert.Contains(info.Lines, line => line.StartsWith("types ", StringComparison.Ordinal) && line.Contains("  A ", StringComparison.Ordinal));
    }

    /// <summary>A process that died between commit and catalog leaves the one; LiteDB's file hit by a fault is the other.</summary>
    [Fact]
    public void A_catalog_that_is_behind_is_no_damage_and_one_that_cannot_be_read_is()
    {
        var capture = Path.Combine(TestFolders.TestData, "captures", "resolver-clients-day8.pcap");
        Assert.Equal(0, Pdns.Run("ingest", capture, "-a", _folder.Archive).ExitCode);
        var catalog = Path.Combine(_folder.Archive, "catalog.db");

        File.Delete(catalog);
        var behind = Pdns.Run("verify", "-a", _folder.Archive);
        Assert.Equal((0, "sound"), (behind.ExitCode, behind.Lines[^1]));
        Assert.Contains("catalog.db is missing", behind.Output, StringComparison.Ordinal);

        File.WriteAllText(catalog, "no database");
        var unreadable = Pdns.Run("verify", "-a", _folder.Archive);
        Assert.Equal((4, "damaged"), (unreadable.ExitCode, unreadable.Lines[^1]));
    }

    [Fact]
    public void A_flipped_octet_is_found_and_the_other_runs_still_answer()
    {
        Ingest("a.pdns", Captures[..3]);
        var sound = Pdns.Run("export", "-a", _folder.At("a.pdns")).Lines;
        Ingest("a.pdns", Captures[3..]);
        var run = Directory.GetFiles(_folder.At(Path.Combine("a.pdns", "runs")), "*.rrset").Order(StringComparer.Ordinal).Last();
        var octets = File.ReadAllBytes(run);
        octets[^1] ^= 1; // in the footer, so that the run cannot be opened
        File.WriteAllBytes(run, octets);

        var verified = Pdns.Run("verify", "-a", _folder.At("a.pdns"));
        var export = Pdns.Run("export", "-a", _folder.At("a.pdns"));

        Assert.Equal((4, "damaged"), (verified.ExitCode, verified.Lines[^1]));
        Assert.Equal(4, export.ExitCode);
        Assert.Equal(sound, export.Lines);
        Assert.Contains("Missing here: ", Assert.Single(export.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private void Ingest(string archive, IEnumerable<string> captures)
    {
        var result = Pdns.Run(["ingest", .. captures, "-q", "-a", _folder.At(archive)]);
        Assert.True(result.ExitCode == 0, $"{result}");
    }

    private string Export(string archive) => Pdns.Run("export", "--all", "--format", "jsonl", "-a", _folder.At(archive)).Output;
}
