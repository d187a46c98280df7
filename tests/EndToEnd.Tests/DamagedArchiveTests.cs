using System.Globalization;
using System.Text.RegularExpressions;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>An archive of which a part is gone: every command says so, and answers from the rest.</summary>
public sealed partial class DamagedArchiveTests : IDisposable
{
    // Behind header and filter, and before the end of the first block.
    private const int InsideABlock = 1_000;

    private static readonly string[] Captures =
        [.. Directory.GetFiles(Path.Combine(TestFolders.TestData, "captures")).Order(StringComparer.Ordinal)];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<string>> Damages => new()
    {
        { "a run that is not there", File.Delete },
        { "a run whose footer is damaged", run => Flip(run, -1) },
    };

    [Theory, MemberData(nameof(Damages))]
    public void Ingest_into_a_damaged_archive_says_so(string why, Action<string> damage)
    {
        Ingest(Captures[..3]);
        damage(Path.Combine(_folder.Archive, "runs", "000001.rrset"));

        var result = Pdns.Run("ingest", Captures[4], "-a", _folder.Archive);

        Assert.True(result.ExitCode == 4, $"{why}: {result}");
        Assert.Contains("000001.rrset", Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Contains("Missing here: ", result.Errors, StringComparison.Ordinal);
        Assert.Contains("1 source ingested", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Pdns.Run("export", "-a", _folder.Archive).Lines);
    }

    /// <summary>Commands that read every block of RRsets, and what they print of the other run.</summary>
    public static TheoryData<string[], string> Answers => new()
    {
        { ["export"], "parcel-tracking.example." },
        { ["lookup", "*"], "parcel-tracking.example." },
        { ["lookup", "*", "-S", "-k", "last"], "parcel-tracking.example." },
        { ["subdomains", "example"], "parcel-tracking.example." },
        { ["search", "parcel"], "parcel-tracking.example." },
        { ["search", "--regex", "a"], "parcel-tracking.example." },
        { ["diff", "--from", "2026-11-01..2026-11-02", "--to", "2026-11-03.."], "parcel-tracking.example." },
        { ["info"], "sources       7" },
    };

    [Theory, MemberData(nameof(Answers))]
    public void One_corrupt_block_costs_its_own_records_only(string[] command, string part)
    {
        Ingest(Captures[..3]);
        Ingest(Captures[3..]);
        var sound = Pdns.Run([.. command, "-a", _folder.Archive]);
        var run = Path.Combine(_folder.Archive, "runs", "000001.rrset");
        Flip(run, InsideABlock);

        var result = Pdns.Run([.. command, "-a", _folder.Archive]);

        Assert.Equal(0, sound.ExitCode);
        Assert.True(result.ExitCode == 4, $"{result}");
        Assert.Contains(part, result.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(run), result.Errors, StringComparison.Ordinal);
        Assert.Contains("Missing here: up to ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrupt_block_costs_as_many_records_as_are_said()
    {
        Ingest(Captures);
        var sound = Pdns.Run("export", "--all", "-a", _folder.Archive).Lines;
        var negatives = Negatives();
        Flip(Path.Combine(_folder.Archive, "runs", "000001.rrset"), InsideABlock);

        var result = Pdns.Run("export", "--all", "-a", _folder.Archive);

        var lost = int.Parse(Missing().Match(result.Errors).Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.Equal(4, result.ExitCode);
        Assert.Equal(sound.Skip(sound.Count - result.Lines.Count), result.Lines);
        Assert.InRange(sound.Count - result.Lines.Count, 1, sound.Count - 1);
        Assert.InRange(lost, 1, sound.Count - result.Lines.Count + negatives - Negatives()); // an RRset of two statuses is two lines

        int Negatives() => Pdns.Run("export", "--all", "--negative", "--format", "jsonl", "-a", _folder.Archive).Lines.Count;
    }

    [Fact]
    public void A_corrupt_block_of_the_inverse_is_told_with_the_answer()
    {
        Ingest(Captures);
        Flip(Path.Combine(_folder.Archive, "runs", "000001.rdata"), InsideABlock);

        var result = Pdns.Run("lookup", "203.0.113.66", "-a", _folder.Archive);

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("000001.rdata", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Missing here: up to ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_does_not_pass_over_a_corrupt_block()
    {
        Ingest(Captures);
        Flip(Path.Combine(_folder.Archive, "runs", "000001.rrset"), InsideABlock);

        var result = Pdns.Run("merge", _folder.Archive, "-a", _folder.At("merged.pdns"));

        Assert.Equal(4, result.ExitCode);
        Assert.Equal("", result.Output);
    }

    /// <summary>A file stands where the index's folder would be made, which fails as a full disk does.</summary>
    [Fact]
    public void A_names_index_that_cannot_be_written_does_not_hide_that_the_captures_are_committed()
    {
        var capture = _folder.At("large.pcap");
        using (var file = File.Create(capture)) HostileCapture.Write(file, HostileCapture.Records(seed: 1, count: 60_000));
        Ingest(Captures[..1]);
        _folder.Write(Path.Combine("case.pdns", "names"), "not a folder"u8);

        var result = Pdns.Run("ingest", capture, "-a", _folder.Archive);

        Assert.True(result.ExitCode == 5, $"{result}");
        var sentence = Assert.Single(result.Errors.TrimEnd('\n').Split('\n'));
        Assert.Contains("the names index cannot be written: ", sentence, StringComparison.Ordinal);
        Assert.Contains("Every source is committed and the archive is whole", sentence, StringComparison.Ordinal);
        Assert.Contains("2 sources", result.Output, StringComparison.Ordinal);
        Assert.Equal(2, Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Lines.Count);
        Assert.Equal(0, Pdns.Run("search", "zone7", "-l", "5", "-a", _folder.Archive).ExitCode);
    }

    /// <summary>What is wrong, the command line, and what its sentence holds; none holds the words of a library.</summary>
    public static TheoryData<string, string[], int, string> Sentences => new()
    {
        { "no command", [], 2, "pdns: a command is missing. See pdns --help." },
        { "no argument", ["lookup"], 2, "pdns lookup: WHAT is missing. See pdns lookup --help." },
        { "no name, which an array of octets does not ask for by itself", ["subdomains"], 2, "pdns subdomains: NAME is missing. See pdns subdomains --help." },
        { "no value", ["lookup", "a", "--limit"], 2, "pdns lookup: --limit lacks its N. See pdns lookup --help." },
        { "two values", ["lookup", "a", "-l", "5", "-l", "6"], 2, "pdns lookup: -l is given more than once. See pdns lookup --help." },
        { "two types, of which the second was passed over", ["lookup", "a", "-t", "A", "-t", "MX"], 2, "pdns lookup: -t is given more than once. See pdns lookup --help." },
        { "two names, likewise", ["subdomains", "a", "b"], 2, "pdns subdomains: there is no 'b'. See pdns subdomains --help." },
        { "no option that must be there", ["merge", "a"], 2, "pdns merge: --archive OUT is missing. See pdns merge --help." },
        { "a manifest that is no JSON", ["info", "-a", "{text}"], 4, "MANIFEST.json, octet 0: expected JSON, found other text at line 2, octet 3." },
        { "a folder that is not there", ["export", "-o", "/nowhere/x", "-a", "{sound}"], 5, "pdns export: /nowhere/x: there is no such folder" },
        { "a file that is there", ["export", "-o", "{sound}", "-a", "{sound}"], 5, "case.pdns: a file of that name exists already" },
    };

    [Theory, MemberData(nameof(Sentences))]
    public void What_is_wrong_is_said_in_our_own_words(string why, string[] arguments, int code, string part)
    {
        Ingest(Captures[..1]);
        Directory.CreateDirectory(_folder.At("text.pdns"));
        _folder.Write(Path.Combine("text.pdns", "MANIFEST.json"), "{\n  x"u8);

        var result = Pdns.Run(arguments.Select(argument => argument switch { "{text}" => _folder.At("text.pdns"), "{sound}" => _folder.Archive, _ => argument }));

        Assert.True(result.ExitCode == code, $"{why}: {result}");
        Assert.Contains(part, Assert.Single(result.Errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }


    private static void Flip(string file, int offset)
    {
        var octets = File.ReadAllBytes(file);
        octets[offset < 0 ? octets.Length + offset : offset] ^= 1;
        File.WriteAllBytes(file, octets);
    }

    private void Ingest(IEnumerable<string> captures)
    {
        var result = Pdns.Run(["ingest", .. captures, "-q", "-a", _folder.Archive]);
        Assert.True(result.ExitCode == 0, $"{result}");
    }

    [GeneratedRegex("Missing here: up to ([0-9,]+) RRset")]
    private static partial Regex Missing();
}
