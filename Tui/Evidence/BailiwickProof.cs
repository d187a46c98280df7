using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Bailiwick;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Evidence;

/// <summary>Why an RRset is in its bailiwick, or in quarantine: the NS and address RRsets that make its servers those of the zone, and where they were seen.</summary>
/// <remarks>These RRsets have bailiwicks of their own, so that <c>pdns evidence</c> of each leads on to the root.</remarks>
internal sealed class BailiwickProof(Archive archive, Hints hints)
{
    private const int ServersShown = 3;

    /// <summary>Lines to stand behind those of the RRset; none where nothing is known.</summary>
    public IEnumerable<string> Lines(RRset set)
    {
        var servers = set.Sightings.Select(sighting => sighting.Server).Where(server => !server.IsNone).Distinct().Order().ToList();
        if (servers.Count == 0) yield break;
        if (set.Status == SightingStatus.Quarantined)
        {
            yield return $"  quarantined: known to serve other zones, but none at or above this name, and not asked about it: {Listed(servers)}";
            yield break;
        }

        var buffer = new byte[DomainName.MaxLength];
        if (set.ReadBailiwick(buffer) is not (> 0 and var length)) yield break;
        var zone = buffer[..length];
        foreach (var server in servers.Take(ServersShown))
        {
            yield return $"  {ServerText.Of(server)} serves {DomainNameFormat.ToText(zone)}:";
            foreach (var line in Chain(zone, server)) yield return $"    {line}";
        }

        if (servers.Count > ServersShown) yield return $"  and so do {Quantity.Count(servers.Count - ServersShown, "more server")}";
    }

    private IEnumerable<string> Chain(byte[] zone, IpAddress server)
    {
        if (hints.HasServer(zone, server)) yield return "by the hints";
        foreach (var nameServers in Find(zone, RRType.NS))
        {
            foreach (var (target, addresses) in Targets(nameServers).SelectMany(target => Addresses(target, server).Select(addresses => (target, addresses))))
            {
                yield return $"{Name(zone)} NS {Name(target)}{Place(nameServers)}";
                yield return $"{Name(target)} {RDataTypes.Mnemonic(addresses.Type)} {ServerText.Of(server)}{Place(addresses)}";
                yield break;
            }
        }
    }

    private IEnumerable<RRset> Find(byte[] owner, RRType type) => archive
        .Find(new RRsetQuery { Side = LookupSide.Owner, Name = owner, Types = new HashSet<RRType> { type } }).Where(set => set.BailiwickLabels is not null);

    private IEnumerable<RRset> Addresses(byte[] name, IpAddress server) =>
        Find(name, server.IsIPv4 ? RRType.A : RRType.AAAA).Where(set => HasAddress(set, server));

    private static bool HasAddress(RRset set, IpAddress server)
    {
        var rest = set.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata))
        {
            if (rdata.Length is 4 or 16 && IpAddress.From(rdata) == server) return true;
        }

        return false;
    }

    private static List<byte[]> Targets(RRset nameServers)
    {
        var targets = new List<byte[]>();
        var rest = nameServers.RDataSet;
        while (RRsetKey.TryReadRData(ref rest, out var rdata)) targets.Add(rdata.ToArray());
        return targets;
    }

    private string Place(RRset set)
    {
        var (sighting, buffer) = (set.Sightings[0], new byte[DomainName.MaxLength]);
        var bailiwick = Name(buffer[..set.ReadBailiwick(buffer)]);
        var source = TerminalText.Sanitise(Path.GetFileName(archive.Sources[sighting.Source].Path));
        return $"   bailiwick {bailiwick}, frame {Quantity.Number(sighting.FirstFrame)} of {source}";
    }

    private static string Name(byte[] name) => DomainNameFormat.ToText(name);

    private static string Listed(List<IpAddress> servers)
    {
        var shown = string.Join(", ", servers.Take(ServersShown).Select(ServerText.Of));
        return servers.Count > ServersShown ? $"{shown} and {Quantity.Number(servers.Count - ServersShown)} more" : shown;
    }
}
