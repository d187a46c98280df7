using System.Globalization;
using PassiveDns.Benchmarks.Lookups;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Warm lookups by the same names and addresses: ours and libmtbl's in this process, those of sqlite3 all in one of its own.</summary>
internal static class PeerLookups
{
    public static void Print(PeerTable table, TextWriter output)
    {
        using var archive = Archive.OpenRead(table.ArchivePath);
        using var dnstable = table.DnstablePath is { } path ? new DnstableReader(path) : null;
        var sample = LookupSample.Draw(archive);

        output.WriteLine(Line("lookup", "by", "p50 us", "x pdns", "p99 us", "x pdns", "mean us", "x pdns", "found each"));
        Rows("owner", sample.Owners, LookupReport.Owner, dnstable is null ? null : dnstable.CountOwner,
            () => table.Sqlite?.TimeLookups("owner", sample.Owners.ConvertAll(owner => DomainNameFormat.ToText(owner))));
        Rows("address", sample.Addresses, address => LookupReport.Addresses(AddressRange.Single(address)), dnstable is null ? null : dnstable.CountAddress,
            () => table.Sqlite?.TimeLookups("rdata", sample.Addresses.ConvertAll(address => address.ToString())));

        void Rows<T>(string kind, List<T> keys, Func<T, RRsetQuery> question, Func<T, int>? dnstableLookup, Func<double?> sqliteMean)
        {
            var ours = LookupTimes.Measure(keys.ConvertAll(key => question(key)), asked => archive.Find(asked).Take(LookupTimes.MostResults).Count());
            output.WriteLine(Row(kind, "pdns", ours, ours));
            if (dnstableLookup is not null) output.WriteLine(Row(kind, "mtbl", LookupTimes.Measure(keys, dnstableLookup), ours));
            if (sqliteMean() is { } mean)
                output.WriteLine(Line(kind, "sqlite3", "", "", "", "", Text(mean, "F0"), Text(mean / ours.Mean, "F2"), ""));
        }
    }

    private static string Row(string kind, string by, LookupTimes times, LookupTimes ours) => Line(
        kind,
        by,
        Text(times.Median, "F0"),
        Text(times.Median / ours.Median, "F2"),
        Text(times.Percentile99, "F0"),
        Text(times.Percentile99 / ours.Percentile99, "F2"),
        Text(times.Mean, "F0"),
        Text(times.Mean / ours.Mean, "F2"),
        Text(times.ResultsEach, "F1"));

    private static string Line(
        string kind, string by, string median, string medianRatio, string percentile, string percentileRatio, string mean, string meanRatio, string found) =>
        $"{kind,-8} {by,-8} {median,8} {medianRatio,7} {percentile,8} {percentileRatio,7} {mean,8} {meanRatio,7} {found,11}";

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);
}
