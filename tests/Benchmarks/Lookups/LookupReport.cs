using System.Diagnostics;
using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;

namespace PassiveDns.Benchmarks.Lookups;

/// <summary>How long warm lookups take inside one process, by kind.</summary>
internal static class LookupReport
{
    public static void Print(Archive archive, TextWriter output)
    {
        var sample = LookupSample.Draw(archive);
        output.WriteLine($"{"lookup",-16} {"p50 us",8} {"p99 us",8} {"max us",8}  RRsets each, {LookupTimes.MostResults} at most");
        Row("owner", sample.Owners, Owner);
        Row("owner, fenced", sample.Owners, owner => Owner(owner) with { Fence = sample.Fence });
        Row("owner, unknown", sample.Owners, owner => Owner([1, (byte)'x', .. owner]));
        Row("subtree", sample.Owners, Subtree);
        Row("address", sample.Addresses, address => Addresses(AddressRange.Single(address)));
        Row("/24", sample.Addresses, address => Addresses(AddressRange.Network(address, 24)));
        output.WriteLine(TimeNewest(archive, Subtree(sample.BroadSubtree)));
        if (sample.WideNetwork is { } network) output.WriteLine(TimeWhole(archive, network));

        void Row<T>(string name, List<T> keys, Func<T, RRsetQuery> question)
        {
            if (keys.Count > 0) output.WriteLine(Time(name, archive, keys.ConvertAll(key => question(key))));
        }
    }

    public static RRsetQuery Owner(byte[] owner) => new() { Side = LookupSide.Owner, Name = owner };

    /// <summary>The registered domain of the owner: its last two labels.</summary>
    private static RRsetQuery Subtree(byte[] owner) => new()
    {
        Side = LookupSide.OwnerBelow,
        Name = DomainName.Ancestor(owner, Math.Min(2, DomainName.LabelCount(owner))).ToArray(),
    };

    public static RRsetQuery Addresses(AddressRange range) => new() { Side = LookupSide.Address, Addresses = range };

    private static string TimeNewest(Archive archive, RRsetQuery subtree)
    {
        var names = archive.Find(subtree).Select(rrset => Convert.ToHexString(rrset.OwnerKey)).Distinct().Count();
        var found = 0L;
        var times = Repeat(() => archive.FindNewest(subtree, LookupTimes.MostResults, out found));
        return FormattableString.Invariant($"newest {LookupTimes.MostResults} of a subtree of {names:N0} names, {found:N0} RRsets: {times}");
    }

    private static string TimeWhole(Archive archive, IPAddress network)
    {
        var found = 0L;
        var times = Repeat(() => found = archive.Find(Addresses(AddressRange.Network(network, 24))).Count());
        return FormattableString.Invariant($"all {found:N0} RRsets of a /24: {times}");
    }

    private static string Repeat(Action lookup)
    {
        var milliseconds = new double[21];
        for (var i = 0; i < milliseconds.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            lookup();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(milliseconds);
        return FormattableString.Invariant($"median {milliseconds[milliseconds.Length / 2]:F1} ms, longest {milliseconds[^1]:F1}");
    }

    private static string Time(string name, IRRsetSource archive, List<RRsetQuery> questions)
    {
        var times = LookupTimes.Measure(questions, question => archive.Find(question).Take(LookupTimes.MostResults).Count());
        return FormattableString.Invariant(
            $"{name,-16} {times.Median,8:F0} {times.Percentile99,8:F0} {times.Longest,8:F0}  {times.ResultsEach:F1}");
    }
}
