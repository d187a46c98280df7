using System.Globalization;
using System.Text.Json;
using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>The repository's own captures against what tshark finds in them: records, how often, when, and with which TTL.</summary>
public sealed class OwnTruthTests(OwnArchive archive) : IClassFixture<OwnArchive>
{
    /// <summary>Of these names tshark shows other text than is on the wire (see test-data/README.md).</summary>
    private const string OddNames = "labels.test";

    /// <summary>Types whose rdata the listing gives.</summary>
    private static readonly HashSet<string> ListedTypes = ["A", "AAAA", "NS", "CNAME", "PTR", "DNAME", "MX", "TXT", "SRV", "SOA"];

    private static readonly string Captures = Path.Combine(TestFolders.TestData, "captures");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Captures).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public void Records_counts_times_and_ttls_are_those_of_tshark(string capture)
    {
        var expected = Truth.ReadListing(Path.Combine(TestFolders.TestData, "captures-truth", capture + ".truth.tsv"))
            .Where(line => line["rdata"] != "-" && !line["rrname"].Contains(OddNames, StringComparison.Ordinal))
            .Select(line => new Seen(
                new TruthRecord(line["rrname"], line["rrtype"], line["rdata"]), long.Parse(line["count"], CultureInfo.InvariantCulture), Seconds(line["time_first"]), Seconds(line["time_last"]),
                long.Parse(line["ttl_min"], CultureInfo.InvariantCulture), long.Parse(line["ttl_max"], CultureInfo.InvariantCulture)));

        Assert.Equal(expected.OrderBy(seen => seen.Record.ToString(), StringComparer.Ordinal), Exported(capture).OrderBy(seen => seen.Record.ToString(), StringComparer.Ordinal));
    }

    /// <summary>What was exported of a capture, record by record: one record may be in several RRsets.</summary>
    private IEnumerable<Seen> Exported(string capture)
    {
        var seen = new Dictionary<TruthRecord, Seen>();
        foreach (var rrset in archive.Lookup("*", "--all", "-l", "0"))
        {
            foreach (var sighting in rrset.GetProperty("sightings").EnumerateArray().Where(sighting => Path.GetFileName(sighting.GetProperty("path").GetString()) == capture))
            {
                foreach (var record in Records(rrset).Where(record => ListedTypes.Contains(record.Type)))
                {
                    var here = new Seen(record, sighting);
                    seen[record] = seen.TryGetValue(record, out var before) ? Seen.Union(before, here) : here;
                }
            }
        }

        return seen.Values.Where(record => !record.Record.Name.Contains(OddNames, StringComparison.Ordinal));
    }

    /// <summary>Nine decimals, cut off.</summary>
    private static long Seconds(string text) => (long)decimal.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<TruthRecord> Records(JsonElement rrset) =>
        from rdata in rrset.GetProperty("rdata").EnumerateArray()
        select new TruthRecord(rrset.GetProperty("rrname").GetString()!, rrset.GetProperty("rrtype").GetString()!, rdata.GetString()!);

    private sealed record Seen(TruthRecord Record, long Count, long First, long Last, long TtlMin, long TtlMax)
    {
        public Seen(TruthRecord record, JsonElement sighting)
            : this(
                record, sighting.GetProperty("count").GetInt64(), sighting.GetProperty("time_first").GetInt64(), sighting.GetProperty("time_last").GetInt64(),
                sighting.GetProperty("ttl_min").GetInt64(), sighting.GetProperty("ttl_max").GetInt64())
        {
        }

        public static Seen Union(Seen a, Seen b) => a with
        {
            Count = a.Count + b.Count,
            First = Math.Min(a.First, b.First),
            Last = Math.Max(a.Last, b.Last),
            TtlMin = Math.Min(a.TtlMin, b.TtlMin),
            TtlMax = Math.Max(a.TtlMax, b.TtlMax),
        };
    }
}
