using System.IO.Compression;
using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The same captures give the same archive, however they come.</summary>
public sealed class IngestTests : IDisposable
{
    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");
    private static readonly string Clients = Path.Combine(Captures, "resolver-clients-day8.pcap");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_taken_in_whole_and_every_frame_counted()
    {
        var result = Pdns.Run("ingest", Captures, "-a", _folder.Archive);

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.Equal("", result.Errors);
        var sources = Pdns.Run("sources", "--format", "jsonl", "-a", _folder.Archive).Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Directory.GetFiles(Captures).Order(StringComparer.Ordinal), sources.Select(source => source.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(sources, source => Assert.Equal(
            source.GetProperty("frames_read").GetInt64(),
            source.GetProperty("frames").EnumerateObject().Sum(outcome => outcome.Value.GetInt64())));
        Assert.Equal(527 + 136 + 334 + 222 + 349 + 172 + 53, sources.Sum(source => source.GetProperty("frames_read").GetInt64()));
    }

    [Fact]
    public void A_known_source_is_passed_over_and_says_so()
    {
        Pdns.Run("ingest", Clients, "-a", _folder.Archive);
        var before = Pdns.Run("export", "--all", "-a", _folder.Archive).Output;
        var copy = _folder.Write("copy of evidence.pcap", File.ReadAllBytes(Clients));

        var again = Pdns.Run("ingest", copy, Clients, "-a", _folder.Archive);

        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        Assert.Contains($"{copy}: already in the archive (same SHA-256 as {Clients}, ingested ", again.Output, StringComparison.Ordinal);
        Assert.Contains("0 sources ingested, 2 already known", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, Pdns.Run("export", "--all", "-a", _folder.Archive).Output);
    }

    [Fact]
    public void Twice_the_same_in_one_ingest_counts_once()
    {
        var result = Pdns.Run("ingest", Clients, _folder.Write("copy.pcap", File.ReadAllBytes(Clients)), "-a", _folder.Archive);

        Assert.Contains("1 source ingested, 1 already known", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_and_grouping_of_ingest_do_not_matter()
    {
        var files = Directory.GetFiles(Captures).Order(StringComparer.Ordinal).ToArray();
        Pdns.Run(["ingest", .. files, "-q", "-a", _folder.At("a.pdns")]);
        Pdns.Run(["ingest", .. files.Reverse(), "-q", "-a", _folder.At("b.pdns")]);
        foreach (var file in files.Skip(3).Concat(files.Take(3))) Pdns.Run("ingest", file, "-q", "-a", _folder.At("c.pdns"));

        foreach (var format in new[] { "cof", "jsonl", "csv" })
        {
            var export = Pdns.Run("export", "--all", "--format", format, "-a", _folder.At("a.pdns")).Output;

            Assert.NotEqual("", export);
            Assert.Equal(export, Pdns.Run("export", "--all", "--format", format, "-a", _folder.At("b.pdns")).Output);
            Assert.Equal(export, Pdns.Run("export", "--all", "--format", format, "-a", _folder.At("c.pdns")).Output);
        }
    }

    [Fact]
    public void Culture_and_time_zone_of_the_user_do_not_matter()
    {
        (string, string)[] turkish = [("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")];
        Pdns.Run(["ingest", Captures, "-q", "-a", _folder.At("a.pdns")], null, ("TZ", "UTC"), ("LC_ALL", "C"));
        Pdns.Run(["ingest", Captures, "-q", "-a", _folder.At("b.pdns")], null, turkish);

        string[] lookup = ["lookup", "*", "-A", "2026-11-17", "-S", "-k", "last,name"];
        Assert.NotEqual("", Pdns.Run([.. lookup, "-a", _folder.At("a.pdns")]).Output);
        Assert.Equal(Pdns.Run([.. lookup, "-a", _folder.At("a.pdns")]).Output, Pdns.Run([.. lookup, "-a", _folder.At("b.pdns")], null, turkish).Output);
        Assert.Equal(
            Pdns.Run("export", "--all", "-a", _folder.At("a.pdns")).Output,
            Pdns.Run(["export", "--all", "-a", _folder.At("b.pdns")], null, turkish).Output);
    }

    [Fact]
    public void Standard_input_is_a_source_like_any_other()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(File.ReadAllBytes(Clients));
        compressed.Position = 0;

        var result = Pdns.Run(["ingest", "-", "-a", _folder.At("stdin.pdns")], compressed);
        Pdns.Run("ingest", Clients, "-a", _folder.At("file.pdns"));

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.Contains("pcap, gzip", result.Output, StringComparison.Ordinal);
        Assert.Equal(Pdns.Run("export", "--all", "-a", _folder.At("file.pdns")).Output, Pdns.Run("export", "--all", "-a", _folder.At("stdin.pdns")).Output);
    }

    [Fact]
    public void The_archive_can_be_named_by_a_variable()
    {
        Pdns.Run(["ingest", Clients], null, ("PDNS_ARCHIVE", _folder.Archive));

        var result = Pdns.Run(["lookup", "*", "--fail-empty"], null, ("PDNS_ARCHIVE", _folder.Archive));

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_one_sided_capture_is_shown_and_said_to_be_one()
    {
        var result = Pdns.Run("ingest", Path.Combine(TestFolders.TestData, "damaged", "responses-only.pcap"), "-a", _folder.Archive);

        Assert.Contains("one-sided", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Pdns.Run("lookup", "*", "-a", _folder.Archive).Lines);
    }

    [Fact]
    public void No_client_address_gets_into_the_archive()
    {
        Pdns.Run("ingest", Captures, "-q", "-a", _folder.Archive);

        byte[][] clients = [[192, 0, 2, 10], [192, 0, 2, 11], [192, 0, 2, 12], Hex.Octets("20010db8000c00000000000000000010")];
        foreach (var range in new[] { "192.0.2.0/24", "2001:db8:c::/48" })
            Assert.Equal(1, Pdns.Run("lookup", range, "--all", "--fail-empty", "-a", _folder.Archive).ExitCode);
        foreach (var file in Directory.EnumerateFiles(_folder.Archive, "*", SearchOption.AllDirectories))
        {
            var octets = File.ReadAllBytes(file);
            Assert.All(clients, client => Assert.True(octets.AsSpan().IndexOf(client) < 0, $"{file} holds {Hex.Text(client)}"));
        }
    }

    [Fact]
    public void Open_prints_an_overview_where_there_is_no_terminal()
    {
        var result = Pdns.Run("open", Captures, "-a", _folder.Archive);

        Assert.True(result.ExitCode == 0, $"{result}");
        Assert.Contains("sources  7\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("2026-11-16T18:57:50Z .. 2026-11-23T18:59:34Z", result.Output, StringComparison.Ordinal);
        Assert.Contains("pdns lookup ", result.Output, StringComparison.Ordinal);
    }
}
