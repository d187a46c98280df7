using System.Globalization;
using System.Net;
using PassiveDns.Benchmarks.Lookups;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>Warm lookups by the same names and addresses: ours and libmtbl's in this process, those of sqlite3 all in one of its own.</summary>
internal sealed class PeerLookups(Archive archive, DnstableReader? dnstable, SqlitePeer? sqlite, TextWriter output)
{
    public static void Print(PeerTable table, TextWriter output)
    {
        using var archive = Archive.OpenRead(table.ArchivePath);
        using var dnstable = table.DnstablePath is { } path ? new DnstableReader(path) : null;
        var sample = LookupSample.Draw(archive);
        output.WriteLine(Line("lookup", "by", "p50 us", "x pdns", "p99 us", "x pdns", "mean us", "x pdns", "found each"));
        var lookups = new PeerLookups(archive, dnstable, table.Sqlite, output);
        lookups.Print(new Kind<byte[]>("owner", sample.Owners, LookupReport.Owner, (reader, owner) => reader.CountOwner(owner),
            "owner", owner => DomainNameFormat.ToText(owner)));
        lookups.Print(new Kind<IPAddress>("address", sample.Addresses, address => LookupReport.Addresses(AddressRange.Single(address)),
            (reader, address) => reader.CountAddress(address), "rdata", address => address.ToString()));
    }

    private void Print<T>(Kind<T> kind)
    {
        List<LookupTimes> pdns = [], mtbl = [];
        List<double> means = [];
        for (var round = 0; round < PeerReport.Rounds; round++)
        {
            pdns.Add(LookupTimes.Measure(kind.Keys, key => archive.Find(kind.Question(key)).Take(LookupTimes.MostResults).Count()));
            if (dnstable is not null) mtbl.Add(LookupTimes.Measure(kind.Keys, key => kind.Dnstable(dnstable, key)));
            if (sqlite is not null) means.Add(sqlite.TimeLookups(kind.Column, kind.Keys.ConvertAll(key => kind.Text(key))));
        }

        var ours = Middle(pdns, times => times.Mean);
        output.WriteLine(Row(kind.Name, "pdns", ours, ours));
        if (dnstable is not null) output.WriteLine(Row(kind.Name, "mtbl", Middle(mtbl, times => times.Mean), ours));
        if (sqlite is not null) output.WriteLine(Row(kind.Name, "sqlite3", Middle(means, mean => mean), ours));
    }

    private static T Middle<T>(List<T> rounds, Func<T, double> figure) => rounds.OrderBy(figure).ElementAt(rounds.Count / 2);

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

    private static string Row(string kind, string by, double mean, LookupTimes ours) =>
        Line(kind, by, "", "", "", "", Text(mean, "F0"), Text(mean / ours.Mean, "F2"), "");

    private static string Line(
        string kind, string by, string median, string medianRatio, string percentile, string percentileRatio, string mean, string meanRatio, string found) =>
        $"{kind,-8} {by,-8} {median,8} {medianRatio,7} {percentile,8} {percentileRatio,7} {mean,8} {meanRatio,7} {found,11}";

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>A kind of lookup, as each of the three is asked.</summary>
    /// <param name="Column">By which sqlite3 looks, for the key as <paramref name="Text"/> writes it.</param>
    private sealed record Kind<T>(
        string Name, List<T> Keys, Func<T, RRsetQuery> Question, Func<DnstableReader, T, int> Dnstable, string Column, Func<T, string> Text);
}
