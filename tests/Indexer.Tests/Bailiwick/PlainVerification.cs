using System.Globalization;
using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Tests.Bailiwick;

/// <summary>FORMAT.md section 5 in the plainest way: all in memory, everything gone through again until nothing new follows. For fewer servers and addresses than there may be.</summary>
internal static class PlainVerification
{
    private const long Day = 86_400_000;

    /// <returns>The servers of each zone with the time in which they served it, in the order of a table.</returns>
    public static List<string> Zones(IEnumerable<ObservedSource> sources, string root)
    {
        var sightings = sources.SelectMany(source => source.Observations.Select(observed => (source.Record.Sha256, Observed: observed)))
            .GroupBy(said => (said.Sha256, said.Observed.Owner, said.Observed.Type, Data: Convert.ToHexString(said.Observed.RDataSet), said.Observed.Server))
            .Select(group => new Said(
                (group.Key.Owner, group.Key.Type, group.Key.Data), group.First().Observed.RData, group.Key.Server,
                group.Min(said => said.Observed.Nanoseconds) / 1_000_000, group.Max(said => said.Observed.Nanoseconds) / 1_000_000, group.Max(said => said.Observed.TtlMax)))
            .ToList();
        const long always = RunFormat.MaxMilliseconds;
        var servers = new Dictionary<(string Zone, IpAddress Server), (long First, long Last)> { [(".", Address(root))] = (-always, always) };
        while (Conclude(sightings, servers))
        {
        }

        return [.. servers.OrderBy(server => server.Key.Zone, Comparer<string>.Create(CompareZones)).ThenBy(server => server.Key.Server)
            .Select(server => Text(server.Key.Zone, server.Key.Server, server.Value.First, server.Value.Last))];
    }

    public static string Text(string zone, IpAddress server, long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{zone} {server.Low:x} {first} {last}");

    private static bool Conclude(List<Said> sightings, Dictionary<(string Zone, IpAddress Server), (long First, long Last)> servers)
    {
        var inForce = sightings.Where(said => servers.Any(server => IsAtOrBelow(said.Key.Owner, server.Key.Zone) && server.Key.Server == said.Server
                && server.Value.First <= said.Last && said.First <= server.Value.Last))
            .GroupBy(said => said.Key)
            .Select(set => (set.Key.Owner, set.Key.Type, set.First().RData, First: set.Min(said => said.First - Slack(said.Ttl)), Last: set.Max(said => said.Last + Slack(said.Ttl))))
            .ToList();
        var addresses = inForce.Where(set => set.Type == RRType.A).SelectMany(set => set.RData.Select(rdata => (set.Owner, Address: IpAddress.From(rdata), set.First, set.Last)))
            .GroupBy(one => (one.Owner, one.Address)).Select(one => (one.Key.Owner, one.Key.Address, First: one.Min(a => a.First), Last: one.Max(a => a.Last))).ToList();
        var isNew = false;
        foreach (var delegation in inForce.Where(set => set.Type == RRType.NS))
        {
            foreach (var address in addresses.Where(address => delegation.RData.Any(name => DomainNameFormat.ToText(name) == address.Owner)))
            {
                var (first, last) = (Math.Max(delegation.First, address.First), Math.Min(delegation.Last, address.Last));
                if (first > last) continue;
                var known = servers.TryGetValue((delegation.Owner, address.Address), out var before) ? before : (First: first, Last: last);
                var wider = (Math.Min(known.First, first), Math.Max(known.Last, last));
                isNew |= !servers.ContainsKey((delegation.Owner, address.Address)) || wider != before;
                servers[(delegation.Owner, address.Address)] = wider;
            }
        }

        return isNew;
    }

    private static long Slack(uint ttl) => Math.Clamp(ttl * 1_000L, Day, 7 * Day);

    private static bool IsAtOrBelow(string name, string zone) => zone == "." || name == zone || name.EndsWith("." + zone, StringComparison.Ordinal);

    private static IpAddress Address(string text) => IpAddress.From(IPAddress.Parse(text).GetAddressBytes());

    /// <summary>From the top-level domain down, label by label.</summary>
    private static int CompareZones(string a, string b) => string.CompareOrdinal(Reversed(a), Reversed(b));

    private static string Reversed(string zone) => string.Join('\0', zone.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse());

    private sealed record Said((string Owner, RRType Type, string Data) Key, byte[][] RData, IpAddress Server, long First, long Last, uint Ttl);
}
