using System.Net;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>Which servers served which zones when, as FORMAT.md 5 defines it: everything is gone through again and again until nothing new follows.</summary>
internal sealed class PlainZones
{
    private const long Day = 86_400_000;

    private readonly Dictionary<(string Zone, IpAddress Server), Span> _servers = [];

    /// <param name="hints">Lines of owner, type, data.</param>
    /// <param name="seen">With servers where they are known.</param>
    public PlainZones(string hints, IReadOnlyDictionary<PlainIdentity, PlainSighting> seen)
    {
        var lines = hints.Split('\n').Select(line => line.Split(';')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields.Length > 0).ToList();
        foreach (var zone in lines.Where(fields => fields[^2] == "NS"))
        {
            foreach (var address in lines.Where(fields => fields[0] == zone[^1] && fields[^2] is "A" or "AAAA"))
                _servers[(Hex.Text(DnsMessageBuilder.WireName(zone[0])), IpAddress.From(IPAddress.Parse(address[^1]).GetAddressBytes()))] = Span.Always;
        }

        var said = seen.Where(pair => !pair.Key.Server.IsNone && !pair.Key.IsNegative).Where(pair => pair.Key.Type is RRType.NS or RRType.A or RRType.AAAA).ToList();
        while (Conclude(said))
        {
        }
    }

    /// <summary>Labels of the deepest zone at or above a name that a server served; null for none.</summary>
    public int? DeepestOf(string name, IpAddress server, TimeWindow window)
    {
        foreach (var zone in PlainName.Ancestors(name))
        {
            if (_servers.TryGetValue((zone, server), out var span) && span.Meets(window)) return PlainName.Labels(zone);
        }

        return null;
    }

    /// <summary>A server is known to have served some zone.</summary>
    public bool Knows(IpAddress server, TimeWindow window)
    {
        var spans = _servers.Where(pair => pair.Key.Server == server).Select(pair => pair.Value).ToList();
        return spans.Count > 0 && spans.Aggregate(Span.Hull).Meets(window);
    }

    /// <returns>Something new followed.</returns>
    private bool Conclude(List<KeyValuePair<PlainIdentity, PlainSighting>> said)
    {
        // When each RRset was in force, as far as verified servers said it.
        var inForce = new Dictionary<(string Owner, RRType Type, string Data), Span>();
        foreach (var (identity, sighting) in said.Where(pair => DeepestOf(pair.Key.Owner, pair.Key.Server, pair.Value.Window) is not null))
            Widen(inForce, (identity.Owner, identity.Type, identity.Data), Span.InForce(sighting));

        var addresses = new Dictionary<(string Name, IpAddress Address), Span>();
        foreach (var (set, span) in inForce.Where(pair => pair.Key.Type != RRType.NS))
        {
            foreach (var address in set.Data.Split(',').Select(Hex.Octets).Where(octets => octets.Length is 4 or 16)) Widen(addresses, (set.Owner, IpAddress.From(address)), span);
        }

        var isNew = false;
        foreach (var (set, span) in inForce.Where(pair => pair.Key.Type == RRType.NS))
        {
            foreach (var (address, of) in addresses.Where(pair => set.Data.Split(',').Contains(pair.Key.Name)))
            {
                if (Span.Common(span, of) is { } both) isNew |= Widen(_servers, (set.Owner, address.Address), both);
            }
        }

        return isNew;
    }

    private static bool Widen<TKey>(Dictionary<TKey, Span> spans, TKey key, Span span)
        where TKey : notnull
    {
        var wider = spans.TryGetValue(key, out var known) ? Span.Hull(known, span) : span;
        if (known == wider) return false;
        spans[key] = wider;
        return true;
    }

    /// <summary>Milliseconds since the epoch, both ends included.</summary>
    private sealed record Span(long First, long Last)
    {
        public static Span Always { get; } = new(long.MinValue / 2, long.MaxValue / 2);

        public static Span Hull(Span a, Span b) => new(Math.Min(a.First, b.First), Math.Max(a.Last, b.Last));

        public static Span? Common(Span a, Span b) => Math.Max(a.First, b.First) is var first && Math.Min(a.Last, b.Last) is var last && first <= last ? new Span(first, last) : null;

        /// <summary>From its TTL before it was first seen to its TTL after it was last seen: a day at least and a week at most.</summary>
        public static Span InForce(PlainSighting sighting)
        {
            var slack = Math.Clamp(sighting.TtlMax * 1_000L, Day, 7 * Day);
            return new Span(sighting.Window.FirstMilliseconds - slack, sighting.Window.LastMilliseconds + slack);
        }

        public bool Meets(TimeWindow window) => First <= window.LastMilliseconds && window.FirstMilliseconds <= Last;
    }
}
